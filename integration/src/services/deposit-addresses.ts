import { type Descriptor, deriveAddress } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { LedgerView } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { storeOwners } from '../registry/owners.ts';
import { readAddressIndex } from './identities.ts';

export interface DepositAddress {
  address: string;
  index: number;
  network: string;
}

export interface DepositAddressOptions {
  db: Kysely<Schema>;
  /** As `view` shows it. */
  kyc: SystemContracts['kyc'];
  view: LedgerView;
  descriptor: Descriptor;
}

export interface DepositAddresses {
  /** Undefined for one who is not registered. */
  find(user: string): Promise<DepositAddress | undefined>;
  /** What `find` would answer at this moment, where nobody has to be asked for it. */
  known(user: string): DepositAddress | undefined;
}

const MOST_KEPT = 10_000;

/**
 * Finds users' deposit addresses. Whose an index is, each ledger is asked for; that the owner is stored, and what the
 * descriptor gives for an index, never changes.
 */
export function createDepositAddresses({ db, kyc, view, descriptor }: DepositAddressOptions): DepositAddresses {
  const kept = new Map<string, DepositAddress>();

  async function derive(user: string, index: number): Promise<DepositAddress> {
    const key = `${index} ${user}`;
    const known = kept.get(key);
    if (known) return known;
    await storeOwners(db, [{ address: user, index }]);
    const { address } = deriveAddress(descriptor, index);
    const found = { address, index, network: descriptor.network.name };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, found);
    return found;
  }

  return {
    async find(user) {
      const outcome = await view.at(keyOf(user), async () => {
        const index = await readAddressIndex(kyc, user);
        const found = index && (await derive(user, index.value));
        return { ok: true, value: found, ledger: index?.ledger ?? Number.NaN };
      });
      return outcome.ok ? outcome.value : undefined;
    },
    known: (user) => view.known(keyOf(user)) as DepositAddress | undefined,
  };
}

const keyOf = (user: string): string => `the deposit address of ${user}`;
