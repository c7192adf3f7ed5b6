import { setTimeout as sleep } from 'node:timers/promises';
import type { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered, found, type Shape } from '../api/client.ts';
import type { Faucet } from '../bitcoin/faucet.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { runStep } from '../system/steps.ts';
import { formatBtc, shorten } from '../terminal/format.ts';
import { createUser, PATIENCE_SECONDS, type Stage } from './stage.ts';

type Deposit = Shape<'Deposit'>;

const TIER = 1;
const POLL_MS = 150;

export interface MintedDeposit {
  user: Keypair;
  outpoint: string;
  amountSats: bigint;
  stellarTransaction: string;
  /** The new user's balance afterwards. */
  mintedSats: bigint;
}

/** A new user pays bitcoin to their deposit address, and iSTSi comes of it. */
export async function runDeposit(stage: Stage, amountSats: bigint): Promise<MintedDeposit> {
  const { context, api, faucet } = stage;
  const { reporter } = context;
  const user = await runStep(reporter, 'user', async () => {
    const key = await createUser(stage, TIER);
    const address = key.publicKey();
    return {
      value: key,
      detail: `${shorten(address)}, a new Stellar key with KYC tier ${TIER}`,
      facts: { user: address, tier: TIER },
    };
  });
  const payTo = await runStep(reporter, 'address', async () => {
    const params = { path: { address: user.publicKey() } };
    const { address, index } = await answered(api.GET('/v1/users/{address}/deposit-address', { params }));
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
  const params = { path: { address: user.publicKey() } };
  const { balance_sats } = await answered(api.GET('/v1/users/{address}', { params }));
  return { user, outpoint, amountSats, stellarTransaction, mintedSats: BigInt(balance_sats) };
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
    // Refused is not the end: too few signers that answered in time are asked again a second later.
    let refusal: Deposit['refusal'] = null;
    const deposit = await waitFor(
      'The mint',
      () => readDeposit(api, outpoint),
      (seen) => {
        refusal = seen.refusal;
        update(refusal ? `${seen.state}: ${refusal.message}` : seen.state);
        return seen.state === 'minted';
      },
    ).catch((error: unknown) => {
      throw refusal ? new CliError('cli/deposit-refused', { outpoint, reason: refusal.message }) : error;
    });
    const transaction = deposit.stellar_transaction ?? '';
    return {
      value: transaction,
      detail: 'attested by the signers, KYC and reserves checked',
      facts: { stellar_transaction: transaction },
    };
  });
}

function readDeposit(api: ApiClient, outpoint: string): Promise<Deposit | undefined> {
  return found(api.GET('/v1/deposits/{outpoint}', { params: { path: { outpoint } } }));
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
