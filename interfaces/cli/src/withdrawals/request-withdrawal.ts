import { setTimeout as sleep } from 'node:timers/promises';
import type { Keypair } from '@stellar/stellar-sdk';
import { type ApiClient, answered, type Shape } from '../api/client.ts';
import { CliError, describeError } from '../errors.ts';
import { signCall } from './envelope.ts';
import { prepareEither, sendSponsored, signAuthorization } from './sponsored.ts';

export interface WithdrawalOrder {
  key: Keypair;
  amountSats: bigint;
  bitcoinAddress: string;
  /** Absent: what the API suggests. */
  maxFeeSats?: bigint | undefined;
  /** Somebody else pays the fee, even where the account could. */
  sponsored?: boolean | undefined;
}

const PATIENCE_SECONDS = 120;
const AGAIN_MS = 1_000;

/** Has the withdrawal prepared, signs it here, and sends it until the network has decided. The key goes nowhere. */
export async function requestWithdrawal(
  api: ApiClient,
  router: string,
  { key, amountSats, bitcoinAddress, maxFeeSats, sponsored }: WithdrawalOrder,
): Promise<Shape<'Withdrawal'>> {
  const user = key.publicKey();
  const body = {
    ...{ user, amount_sats: String(amountSats), bitcoin_address: bitcoinAddress },
    ...(maxFeeSats === undefined ? {} : { max_fee_sats: String(maxFeeSats) }),
  };
  const either = await prepareEither(
    sponsored,
    () => answered(api.POST('/v1/withdrawals/prepare', { body })),
    () => answered(api.POST('/v1/sponsorship/withdrawals/prepare', { body })),
  );
  const prepared = 'own' in either ? either.own : either.sponsored;
  const args = [user, amountSats, bitcoinAddress, maxFeeSats ?? BigInt(prepared.max_fee_sats)];
  const call = { source: user, contract: router, entry: 'execute_token_withdrawal', args };
  if ('authorization' in prepared) {
    const authorization = await signAuthorization(prepared, call, key);
    await sendUntilDecided(prepared.withdrawal_id, () => sendSponsored(api, authorization));
    const params = { path: { id: prepared.withdrawal_id } };
    return await answered(api.GET('/v1/withdrawals/{id}', { params }));
  }
  const envelope = signCall(prepared.envelope, prepared.network_passphrase, call, key);
  return await sendUntilDecided(prepared.withdrawal_id, async () => {
    const { withdrawal, note } = await answered(api.POST('/v1/withdrawals', { body: { envelope } }));
    return { done: withdrawal, note };
  });
}

/** A signed envelope may have arrived whatever the answer was: only what is said to be refused is. */
export async function sendUntilDecided<T>(
  id: string,
  send: () => Promise<{ done: T | null; note: string | null }>,
  open = (problem: string): CliError => new CliError('cli/withdrawal-open', { id, problem }),
): Promise<T> {
  let problem = 'the network did not say';
  for (const end = Date.now() + PATIENCE_SECONDS * 1_000; Date.now() < end; ) {
    try {
      const { done, note } = await send();
      if (done) return done;
      problem = note ?? problem;
    } catch (error) {
      if (!isOpen(error)) throw error;
      problem = describeError(error);
    }
    await sleep(AGAIN_MS);
  }
  throw open(problem);
}

/** No answer, or one that says to send the same again. */
function isOpen(error: unknown): boolean {
  if (!(error instanceof CliError)) return false;
  if (error.code === 'cli/api-unreachable') return true;
  const { status } = error.context as { status?: number };
  return error.code === 'cli/api-refused' && (status === 429 || (status ?? 0) >= 500);
}
