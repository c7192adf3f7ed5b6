import { type Descriptor, deriveAddress } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { storeOwners } from '../registry/owners.ts';
import { findAddressIndex } from './identities.ts';

export interface DepositAddress {
  address: string;
  index: number;
  network: string;
}

export interface DepositAddressOptions {
  db: Kysely<Schema>;
  kyc: SystemContracts['kyc'];
  descriptor: Descriptor;
}

const MOST_KEPT = 10_000;

/**
 * Finds users' deposit addresses. Whose an index is, the chain is asked every time; that the owner is stored, and what the
 * descriptor gives for an index, never changes.
 */
export function createDepositAddresses({ db, kyc, descriptor }: DepositAddressOptions) {
  const kept = new Map<string, DepositAddress>();
  return async (user: string): Promise<DepositAddress | undefined> => {
    const index = await findAddressIndex(kyc, user);
    if (index === undefined) return undefined;
    const key = `${index} ${user}`;
    const known = kept.get(key);
    if (known) return known;
    await storeOwners(db, [{ address: user, index }]);
    const { address } = deriveAddress(descriptor, index);
    const found = { address, index, network: descriptor.network.name };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, found);
    return found;
  };
}
