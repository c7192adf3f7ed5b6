import { addressOfScript } from '@istsi/bitcoin-custody';
import { newestOf } from '../../bitcoin/watcher-store.ts';
import type { Refusal } from '../deposits/deposit.ts';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { fromHex } from './chain-records.ts';

/** Why it is not paid to where it goes: what the script says, and not how somebody wrote it. At its deadline it is given back. */
export async function refusalOfPayee(
  { screening, epochs }: Pick<WithdrawalWorld, 'screening' | 'epochs'>,
  { id: operation, script }: Withdrawal,
): Promise<Refusal | undefined> {
  const address = addressOfScript(fromHex(script), newestOf(epochs).network);
  const where = address === undefined ? { addresses: [], unnamed: [script] } : { addresses: [address], unnamed: [] };
  return await screening.refusalOf({ kind: 'withdrawal', operation, ...where });
}
