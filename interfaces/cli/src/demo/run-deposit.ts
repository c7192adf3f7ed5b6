import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { type ApiClient, createApiClient } from '../api-client.ts';
import { type Faucet, openFaucet } from '../bitcoin/faucet.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Endpoints } from '../state/endpoints.ts';
import type { Keys } from '../state/keys.ts';
import { runStep } from '../system/steps.ts';
import { formatBtc, shorten } from '../terminal/format.ts';
import { showOutcome } from './show-outcome.ts';

const TIER = 1;
const POLL_MS = 150;
const PATIENCE_SECONDS = 45;

const User = z.object({ address: z.string(), tier: z.number(), balance_sats: z.string() });
const DepositAddress = z.object({ address: z.string(), index: z.number() });
const Deposit = z.object({
  state: z.string(),
  confirmations: z.number(),
  confirmations_required: z.number().nullable(),
  stellar_transaction: z.string().nullable(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
});
type Deposit = z.output<typeof Deposit>;
const Reserves = z.object({
  reserves_sats: z.string(),
  supply_sats: z.string(),
  reserve_ratio_bps: z.number().nullable(),
});

export interface DepositOutcome {
  outpoint: string;
  depositedSats: bigint;
  stellarTransaction: string;
  mintedSats: bigint;
  reservesSats: bigint;
  supplySats: bigint;
  ratioBps: number;
}

/** Plays the user (who holds a Stellar key and some Bitcoin) and, for the blocks, the miners. All else is the system. */
export async function runDeposit(
  context: Context,
  system: { endpoints: Endpoints; keys: Keys },
  amountSats: bigint,
): Promise<void> {
  const { reporter } = context;
  const { endpoints, keys } = system;
  const api = createApiClient(endpoints.apiUrl);
  const faucet = await openFaucet(endpoints.bitcoinRpcUrl, 'istsi demo');

  const user = await runStep(reporter, 'user', async () => {
    const address = Keypair.random().publicKey();
    await api.post('/v1/identities', { address, tier: TIER }, User, keys.api.compliance);
    return {
      value: address,
      detail: `${shorten(address)}, a new Stellar key with KYC tier ${TIER}`,
      facts: { user: address, tier: TIER },
    };
  });
  const payTo = await runStep(reporter, 'address', async () => {
    const { address, index } = await api.get(`/v1/users/${user}/deposit-address`, DepositAddress);
    return {
      value: address,
      detail: `${shorten(address, 20, 8)}, number ${index} of the custody`,
      facts: { address, index },
    };
  });
  const outpoint = await runStep(reporter, 'payment', async () => {
    const { txid, vout } = await faucet.pay(payTo, amountSats);
    const paid = `${txid}:${vout}`;
    return {
      value: paid,
      detail: `${formatBtc(amountSats)} BTC to that address`,
      facts: { outpoint: paid, deposited_sats: String(amountSats) },
    };
  });
  await confirm(context, api, faucet, outpoint);
  const stellarTransaction = await awaitMint(context, api, outpoint);
  await showResult(context, api, { user, outpoint, amountSats, stellarTransaction });
}

/** Mines until the deposit is as deep as the reserve manager asks for its amount. */
function confirm({ reporter }: Context, api: ApiClient, faucet: Faucet, outpoint: string): Promise<void> {
  return runStep(reporter, 'blocks', async (update) => {
    await faucet.mine(1);
    let mined = 1;
    for (;;) {
      const deposit = await waitFor(
        'The watcher’s sight of the payment',
        () => readDeposit(api, outpoint),
        (seen) => seen.confirmations >= mined && seen.confirmations_required !== null,
      );
      const required = deposit.confirmations_required ?? 0;
      update(`${deposit.confirmations} of ${required} confirmations`);
      if (deposit.confirmations >= required) {
        return {
          value: undefined,
          detail: `${deposit.confirmations} confirmations, as many as this amount needs`,
          facts: { confirmations: deposit.confirmations },
        };
      }
      await faucet.mine(1);
      mined += 1;
    }
  });
}

function awaitMint({ reporter }: Context, api: ApiClient, outpoint: string): Promise<string> {
  return runStep(reporter, 'mint', async (update) => {
    const deposit = await waitFor(
      'The mint',
      () => readDeposit(api, outpoint),
      (seen) => {
        update(seen.state);
        return seen.state === 'minted' || seen.state === 'refused';
      },
    );
    if (deposit.refusal) throw new CliError('cli/deposit-refused', { outpoint, reason: deposit.refusal.message });
    const transaction = deposit.stellar_transaction ?? '';
    return {
      value: transaction,
      detail: 'attested by the signers, KYC and reserves checked',
      facts: { stellar_transaction: transaction },
    };
  });
}

async function showResult(
  context: Context,
  api: ApiClient,
  deposit: { user: string; outpoint: string; amountSats: bigint; stellarTransaction: string },
): Promise<void> {
  const { balance_sats } = await api.get(`/v1/users/${deposit.user}`, User);
  const reserves = await api.get('/v1/reserves', Reserves);
  showOutcome(context, {
    outpoint: deposit.outpoint,
    depositedSats: deposit.amountSats,
    stellarTransaction: deposit.stellarTransaction,
    mintedSats: BigInt(balance_sats),
    reservesSats: BigInt(reserves.reserves_sats),
    supplySats: BigInt(reserves.supply_sats),
    ratioBps: reserves.reserve_ratio_bps ?? 0,
  });
}

function readDeposit(api: ApiClient, outpoint: string): Promise<Deposit | undefined> {
  return api.find(`/v1/deposits/${outpoint}`, Deposit);
}

async function waitFor(
  what: string,
  read: () => Promise<Deposit | undefined>,
  isReached: (deposit: Deposit) => boolean,
): Promise<Deposit> {
  for (const end = Date.now() + PATIENCE_SECONDS * 1_000; Date.now() < end; ) {
    const deposit = await read();
    if (deposit && isReached(deposit)) return deposit;
    await sleep(POLL_MS);
  }
  throw new CliError('cli/timed-out', {
    what,
    seconds: PATIENCE_SECONDS,
    hint: 'The services’ log says what they wait for.',
  });
}
