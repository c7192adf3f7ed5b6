import { ADDRESS_BYTES, SC_VAL_BYTES } from '../costs/sizes.ts';
import { chargeLedgerKey, chargeNewEntry } from '../storage/storage-costs.ts';
import type { Stored } from '../storage/stored.ts';
import { HostError } from '../values/error.ts';
import { type AddressVal, VOID } from '../values/value.ts';

/** Uses up a nonce: a temporary entry of the address that lives as long as the signature could be replayed. */
export function consumeNonce(host: Stored, address: AddressVal, nonce: bigint, expires: number): void {
  const key = {
    type: 'contractData',
    contract: address.value,
    durability: 'temporary',
    key: { type: 'ledgerKeyNonce', nonce },
  } as const;
  const { budget } = host;
  budget.visit();
  budget.copy(ADDRESS_BYTES);
  budget.copy(ADDRESS_BYTES);
  budget.copy(SC_VAL_BYTES);
  chargeLedgerKey(budget);
  if (host.storage.has(key)) {
    throw new HostError('Auth', 'ExistingValue', 'nonce already exists for address', [address]);
  }
  chargeNewEntry(budget);
  const liveUntil = Math.max(expires, host.storage.minLiveUntil('temporary'));
  host.storage.put(key, { ...key, value: VOID }, liveUntil);
}
