import type { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered, type Shape } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { signCall } from '../withdrawals/envelope.ts';
import { sendUntilDecided } from '../withdrawals/request-withdrawal.ts';
import { prepareEither, sendSponsored, signAuthorization } from '../withdrawals/sponsored.ts';
import type { ExchangedToken } from './tokens.ts';

export interface SwapOrder {
  key: Keypair;
  from: ExchangedToken;
  to: ExchangedToken;
  amount: bigint;
  /** Absent: what a quote suggests now. */
  minOut?: bigint | undefined;
  /** Somebody else pays the fee, even where the account could. */
  sponsored?: boolean | undefined;
}

export interface Swapped {
  amountOut: bigint;
  minOut: bigint;
  stellarTransaction: string;
}

/** What it gives now; refused where it would not be taken. */
export async function quoteSwap(
  api: ApiClient,
  { from, to, amount, user }: Omit<SwapOrder, 'key' | 'minOut' | 'sponsored'> & { user?: string | undefined },
): Promise<Shape<'ExchangeQuote'>> {
  const body = { from_token: from.contract, to_token: to.contract, amount: String(amount) };
  const asked = { ...body, ...(user !== undefined && { user }) };
  return await answered(api.POST('/v1/exchanges/quote', { body: asked }));
}

/** Has the exchange prepared, signs it here, and sends it until the network has decided. The key goes nowhere. */
export async function swapTokens(api: ApiClient, router: string, order: SwapOrder): Promise<Swapped> {
  const { key, from, to, amount } = order;
  const user = key.publicKey();
  const minOut = order.minOut ?? (await acceptableOut(api, { from, to, amount, user }));
  const tokens = { from_token: from.contract, to_token: to.contract };
  const body = { user, ...tokens, amount: String(amount), min_out: String(minOut) };
  const either = await prepareEither(
    order.sponsored,
    () => answered(api.POST('/v1/exchanges/prepare', { body })),
    () => answered(api.POST('/v1/sponsorship/exchanges/prepare', { body })),
  );
  const prepared = 'own' in either ? either.own : either.sponsored;
  const { deadline, network_passphrase } = prepared;
  const args = [user, from.contract, to.contract, amount, minOut, deadline];
  const call = {
    ...{ source: user, contract: router, entry: 'execute_cross_token_exchange', args },
    // What is given leaves in the user's name: just that, and just to the router.
    below: [{ contract: from.contract, entry: 'transfer', args: [user, router, amount] }],
  };
  if ('authorization' in prepared) {
    const authorization = await signAuthorization(prepared, call, key);
    const send = () => sendSponsored(api, authorization);
    const unknown = (problem: string) => new CliError('cli/exchange-open', { transaction: 'of the sponsor', problem });
    const done = await sendUntilDecided('', send, unknown);
    return { amountOut: BigInt(done.amount_out ?? 0), minOut, stellarTransaction: done.stellar_transaction };
  }
  const { stellar_transaction: transaction } = prepared;
  const envelope = signCall(prepared.envelope, network_passphrase, call, key);
  const send = async () => {
    const { amount_out, note } = await answered(api.POST('/v1/exchanges', { body: { envelope } }));
    return { done: amount_out, note };
  };
  const open = (problem: string) => new CliError('cli/exchange-open', { transaction, problem });
  const amountOut = BigInt(await sendUntilDecided(transaction, send, open));
  return { amountOut, minOut, stellarTransaction: transaction };
}

async function acceptableOut(api: ApiClient, order: Parameters<typeof quoteSwap>[1]): Promise<bigint> {
  const { refusal, suggested_min_out } = await quoteSwap(api, order);
  if (refusal) throw new CliError('cli/exchange-refused', { reason: `${refusal.message} ${refusal.remedy}` });
  return BigInt(suggested_min_out);
}
