import type { AccountKey, DescriptorKind } from '../src/descriptor/descriptor.ts';
import { deriveAccount } from '../src/keys/account.ts';
import { networks } from '../src/networks.ts';

/** Fixed seeds, one per holder, so that failing addresses can be compared between runs. */
export const testSeed = (holder: number): Uint8Array => new Uint8Array(32).fill(holder + 1);

export function testAccounts(count: number, kind: DescriptorKind = 'wsh'): AccountKey[] {
  return Array.from({ length: count }, (_, holder) =>
    deriveAccount(testSeed(holder), { network: networks.regtest, kind }),
  );
}
