import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import { gather } from '../database/gather.ts';
import type { Schema } from '../database/schema.ts';
import type { Refusal } from '../operations/deposits/deposit.ts';
import { casesOf, type Hit, openCase } from './case-store.ts';
import { plainAddress, type Screener, type Verdict } from './screener.ts';

/** What is screened: an operation, and what of Bitcoin it has to do with. */
export interface Screened extends ScreenedScripts {
  kind: 'deposit' | 'withdrawal';
  /** Outpoint, or id of the withdrawal. */
  operation: string;
}

/** Where coins come from, or go to. */
export interface ScreenedScripts {
  addresses: readonly string[];
  /** Hex of those that have no address, as bare public keys: no list can have them. */
  unnamed: readonly string[];
}

export const SCREENED = 'screened';
export const CANNOT_SCREEN = 'cannot-screen';
/** In the place of a provider's name, where nobody can be asked. */
export const NO_ADDRESS = 'no-address';

/** The public timeline says no more: whose list it is on is the officer's to know. */
const held: Refusal = { code: SCREENED, message: 'a compliance officer looks at it before it goes on' };

const CLEAR_MS = 60_000;
/** More than one transaction can spend. */
const MOST_CLEARED = 50_000;
/** Of one screener, for one operation. */
const ASKED_AT_ONCE = 4;
/** For all that is asked about one operation: whoever drives it waits no longer. What was cleared until then is not lost. */
const ANSWER_MS = 10_000;
/** Of one operation in one look: the rest is found when these are decided. */
const MOST_OPENED = 100;
/** Of a script without an address, what a case shows of its hex. */
const MOST_SCRIPT = 140;

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
  /** For so long a look waits for those it asks. */
  answerMs?: number | undefined;
}

type Found = Pick<Hit, 'address' | 'provider' | 'reference'>;

/** What one screener said of all addresses; `failure`: why it did not say it of each. */
interface Said {
  provider: string;
  found: Found[];
  failure?: unknown;
}

/**
 * Asks every screener about every address: one hit holds the operation, one who cannot say clears nobody, and what nobody can
 * be asked about is for an officer to decide.
 */
export function createScreening(options: ScreeningOptions): Screening {
  const { db, screeners, log, now, clearMs = CLEAR_MS, answerMs = ANSWER_MS } = options;
  const cleared = new Map<string, number>();
  const casesNow = gather(async (operations: readonly string[]) => await casesOf(db, operations));

  async function ask(screener: Screener, address: string): Promise<Verdict> {
    const key = `${screener.name} ${address}`;
    const until = cleared.get(key);
    if (until !== undefined && until > now().getTime()) return { listed: false };
    cleared.delete(key);
    const verdict = await screener.screen(address, 'bitcoin');
    if (!verdict.listed) {
      const [oldest] = cleared.keys();
      if (cleared.size >= MOST_CLEARED && oldest !== undefined) cleared.delete(oldest);
      cleared.set(key, now().getTime() + clearMs);
    }
    return verdict;
  }

  /** Who did not answer once is not waited for again: a transaction may spend thousands of addresses. */
  async function askAbout(screener: Screener, addresses: readonly string[]): Promise<Said> {
    const { name: provider } = screener;
    const said: Said = { provider, found: [] };
    const waiting = [...addresses];
    const worker = async (): Promise<void> => {
      while (said.failure === undefined) {
        const address = waiting.shift();
        if (address === undefined) return;
        try {
          const { listed, reference } = await ask(screener, address);
          if (listed) said.found.push({ address, provider, reference });
        } catch (error) {
          said.failure ??= error;
        }
      }
    };
    const isDone = await inTime(Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker)), answerMs);
    if (!isDone) said.failure ??= new Error(`${provider} has not answered all within ${answerMs} ms`);
    return { ...said, found: [...said.found] };
  }

  return {
    isOn: screeners.length > 0,
    async refusalOf({ kind, operation, addresses, unnamed }) {
      const cases = await casesNow(operation);
      // Held by it, or released: nothing that the provider says now changes that.
      const isKnown = (provider: string, address: string): boolean =>
        cases.some((one) => one.provider === provider && (one.address === address || provider === NO_ADDRESS));
      const isHeld = cases.some(({ released }) => !released);
      if (screeners.length === 0) return isHeld ? held : undefined;
      const plain = [...new Set(addresses.map(plainAddress))];
      const said = await Promise.all(
        screeners.map((one) =>
          askAbout(
            one,
            plain.filter((address) => !isKnown(one.name, address)),
          ),
        ),
      );
      const nameless = nameScripts(unnamed);
      const found = said.flatMap((one) => one.found);
      if (nameless !== undefined && !isKnown(NO_ADDRESS, nameless))
        found.push({ address: nameless, provider: NO_ADDRESS, reference: undefined });
      for (const one of found.slice(0, MOST_OPENED)) await openCase(db, { kind, operation, ...one });
      const silent = said.filter(({ failure }) => failure !== undefined);
      for (const { provider, failure } of silent)
        log('warn', 'an address could not be screened', { provider, error: describeError(failure) });
      if (isHeld || found.length > 0) return held;
      if (silent.length === 0) return undefined;
      const providers = silent.map(({ provider }) => provider).join(', ');
      return { code: CANNOT_SCREEN, message: `nobody can say now whether it may go on: ${providers}` };
    },
  };
}

async function inTime(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(withinMs, false, { signal: done.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    done.abort();
  }
}

/** What a case shows in the place of an address: one for all of an operation. */
function nameScripts(scripts: readonly string[]): string | undefined {
  const [first, ...more] = new Set(scripts);
  if (first === undefined) return undefined;
  const shown = first.length <= MOST_SCRIPT ? first || '(empty)' : `${first.slice(0, MOST_SCRIPT)}…`;
  return `script ${shown}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}
