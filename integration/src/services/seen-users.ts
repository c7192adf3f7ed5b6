import type { LedgerView } from '@istsi/soroban-client';
import { type ReadUser, readUser, type UserContracts } from './identities.ts';
import type { User } from './services.ts';

/** Users as the newest ledger shows them. */
export interface SeenUsers {
  find(address: string): Promise<User | undefined>;
  /**
   * What `find` would answer at this moment, where nobody has to be asked for it; undefined: somebody has to. It is the same
   * object for as long as it is the same answer.
   */
  known(address: string): User | undefined;
}

/** `contracts`: as this view shows them. */
export function seeUsers(contracts: UserContracts, view: LedgerView): SeenUsers {
  return {
    async find(address) {
      const outcome = await view.at(keyOf(address), async () => {
        const found = await readUser(contracts, address);
        // Who is nobody, and what is of two ledgers, is asked for again: as if it were of no ledger.
        return { ok: true, value: found, ledger: found?.ledger ?? Number.NaN };
      });
      const found = outcome.ok ? outcome.value : undefined;
      return found && !isTrue(found) ? (await readUser(contracts, address))?.user : found?.user;
    },
    known(address) {
      const found = view.known(keyOf(address)) as ReadUser | undefined;
      return found && isTrue(found) ? found.user : undefined;
    },
  };
}

const keyOf = (address: string): string => `the user ${address}`;

const isTrue = ({ untilMs }: ReadUser): boolean => Date.now() < untilMs;
