import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { type AddressVal, VOID } from '../value.ts';

/** Uses up a nonce: a temporary entry of the address that lives as long as the signature could be replayed. */
export function consumeNonce(host: Host, address: AddressVal, nonce: bigint, expires: number): void {
  const key = {
    type: 'contractData',
    contract: address.value,
    durability: 'temporary',
    key: { type: 'ledgerKeyNonce', nonce },
  } as const;
  if (host.storage.has(key)) {
    throw new HostError('Auth', 'ExistingValue', 'nonce already exists for address', [address]);
  }
  const liveUntil = Math.max(expires, host.storage.minLiveUntil('temporary'));
  host.storage.put(key, { ...key, value: VOID }, liveUntil);
}
