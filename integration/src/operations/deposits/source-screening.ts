import type { Deposit, Refusal } from './deposit.ts';
import type { DepositWorld } from './deposit-world.ts';

/**
 * Neither minted nor paid back, while somebody's list has an address that it comes from. What was found is for an officer to
 * decide also when nobody is asked any more.
 */
export async function refusalOfSources(
  { screening, sources }: Pick<DepositWorld, 'screening' | 'sources'>,
  { outpoint: operation, txid, blockHash }: Pick<Deposit, 'outpoint' | 'txid' | 'blockHash'>,
): Promise<Refusal | undefined> {
  const nothing = { addresses: [], unnamed: [] };
  if (!screening.isOn) return await screening.refusalOf({ kind: 'deposit', operation, ...nothing });
  if (blockHash === undefined) throw new Error('a deposit is screened that is in no block');
  return await screening.refusalOf({ kind: 'deposit', operation, ...(await sources.of(txid, blockHash)) });
}
