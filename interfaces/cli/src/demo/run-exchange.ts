import { setTimeout as sleep } from 'node:timers/promises';
import type { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered, found } from '../api/client.ts';
import { swapTokens } from '../exchange/swap-tokens.ts';
import { findPair, formatUnits } from '../exchange/tokens.ts';
import { runStep } from '../system/steps.ts';
import { PATIENCE_SECONDS, type Stage } from './stage.ts';

const POLL_MS = 250;

export interface ExchangedThere {
  given: string;
  got: string;
  gotUnits: bigint;
  stellarTransaction: string;
}

/** Some iSTSi for test dollars, at the oracle's price; undefined where governance has opened no exchange. */
export async function runExchange(
  { context, api }: Stage,
  router: string,
  holder: Keypair,
  sats: bigint,
): Promise<ExchangedThere | undefined> {
  const exchange = await found(api.GET('/v1/exchange'));
  if (!exchange) return undefined;
  return await runStep(context.reporter, 'exchange', async (update) => {
    update('waiting for a first price');
    await untilPriced(api);
    update('asking for a quote');
    const { from, to } = findPair(exchange, {});
    const { amountOut, stellarTransaction } = await swapTokens(api, router, { key: holder, from, to, amount: sats });
    const [given, got] = [formatUnits(sats, from), formatUnits(amountOut, to)];
    const price = exchange.price_source === 'local' ? 'at a price from a file, not a market' : 'at the oracle’s price';
    return {
      value: { given, got, gotUnits: amountOut, stellarTransaction },
      detail: `${given} for ${got}, ${price}`,
      facts: {
        ...{ exchanged_sats: String(sats), token: to.symbol, amount_out: String(amountOut) },
        stellar_transaction: stellarTransaction,
      },
    };
  });
}

/** The reporters begin with the system and say what a bitcoin costs a moment later. Where nobody does, the quote says why. */
async function untilPriced(api: ApiClient): Promise<void> {
  for (const end = Date.now() + PATIENCE_SECONDS * 1_000; Date.now() < end; await sleep(POLL_MS)) {
    const { price } = await answered(api.GET('/v1/exchange'));
    if (price !== null) return;
  }
}
