import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Refusal } from '../operations/deposits/deposit.ts';
import { casesOf, openCase } from './case-store.ts';
import { plainAddress, type Screener, type Verdict } from './screener.ts';

/** What is screened: an operation, and the Bitcoin addresses that it has to do with. */
export interface Screened {
  kind: 'deposit' | 'withdrawal';
  /** Outpoint, or id of the withdrawal. */
  operation: string;
  addresses: readonly string[];
}

export const SCREENED = 'screened';
export const CANNOT_SCREEN = 'cannot-screen';

/** The public timeline says no more: whose list it is on is the officer's to know. */
const held: Refusal = { code: SCREENED, message: 'a compliance officer looks at it before it goes on' };

const CLEAR_MS = 60_000;
const MOST_CLEARED = 10_000;

export interface Screening {
  /** Whether anybody is asked at all. */
  isOn: boolean;
  /** Why the operation may not go on now; undefined when nobody has anything against it. */
  refusalOf(screened: Screened): Promise<Refusal | undefined>;
}

interface ScreeningOptions {
  db: Kysely<Schema>;
  screeners: readonly Screener[];
  log: Log;
  now: () => Date;
  /** What was cleared is not asked about again for so long, however often an operation is looked at. */
  clearMs?: number | undefined;
}

/** Asks every screener about every address: one hit holds the operation, and one who cannot say clears nobody. */
export function createScreening({ db, screeners, log, now, clearMs = CLEAR_MS }: ScreeningOptions): Screening {
  const cleared = new Map<string, number>();

  async function ask(screener: Screener, address: string): Promise<Verdict> {
    const key = `${screener.name} ${address}`;
    const until = cleared.get(key);
    if (until !== undefined && until > now().getTime()) return { listed: false };
    cleared.delete(key);
    const verdict = await screener.screen(address, 'bitcoin');
    if (!verdict.listed) {
      if (cleared.size >= MOST_CLEARED) cleared.clear();
      cleared.set(key, now().getTime() + clearMs);
    }
    return verdict;
  }

  return {
    isOn: screeners.length > 0,
    async refusalOf({ kind, operation, addresses }) {
      const cases = await casesOf(db, operation);
      const isReleased = (address: string, provider: string): boolean =>
        cases.some((one) => one.released && one.address === address && one.provider === provider);
      let refusal = cases.some(({ released }) => !released) ? held : undefined;
      for (const address of new Set(addresses.map(plainAddress))) {
        for (const screener of screeners) {
          const provider = screener.name;
          if (isReleased(address, provider)) continue;
          try {
            const { listed, reference } = await ask(screener, address);
            if (!listed) continue;
            await openCase(db, { kind, operation, address, provider, reference });
            refusal = held;
          } catch (error) {
            log('warn', 'an address could not be screened', { provider, error: describeError(error) });
            refusal ??= { code: CANNOT_SCREEN, message: `nobody can say now whether it may go on: ${provider}` };
          }
        }
      }
      return refusal;
    },
  };
}
