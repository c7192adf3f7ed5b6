import { setTimeout as sleep } from 'node:timers/promises';
import type { Keypair } from '@stellar/stellar-sdk';
import type { ApiClient } from '../api-client.ts';
import { Prepared, Submitted, type Withdrawal } from '../api-shapes.ts';
import { CliError } from '../errors.ts';
import { signWithdrawal } from './envelope.ts';

export interface WithdrawalOrder {
  key: Keypair;
  amountSats: bigint;
  bitcoinAddress: string;
  /** Absent: what the API suggests. */
  maxFeeSats?: bigint | undefined;
}

const PATIENCE_SECONDS = 120;
const AGAIN_MS = 1_000;

/** Has the withdrawal prepared, signs it here, and sends it until the network has decided. The key goes nowhere. */
export async function requestWithdrawal(
  api: ApiClient,
  router: string,
  { key, amountSats, bitcoinAddress, maxFeeSats }: WithdrawalOrder,
): Promise<Withdrawal> {
  const user = key.publicKey();
  const body = {
    ...{ user, amount_sats: String(amountSats), bitcoin_address: bitcoinAddress },
    ...(maxFeeSats === undefined ? {} : { max_fee_sats: String(maxFeeSats) }),
  };
  const prepared = await api.post('/v1/withdrawals/prepare', body, Prepared);
  const terms = { router, user, amountSats, bitcoinAddress, maxFeeSats: maxFeeSats ?? BigInt(prepared.max_fee_sats) };
  const envelope = signWithdrawal(prepared.envelope, prepared.network_passphrase, terms, key);
  for (const end = Date.now() + PATIENCE_SECONDS * 1_000; Date.now() < end; ) {
    const { withdrawal } = await api.post('/v1/withdrawals', { envelope }, Submitted);
    if (withdrawal) return withdrawal;
    await sleep(AGAIN_MS);
  }
  const hint = `\`istsi withdrawals ${prepared.withdrawal_id}\` says whether it happened.`;
  throw new CliError('cli/timed-out', { what: 'The withdrawal’s record', seconds: PATIENCE_SECONDS, hint });
}
