import { failing, inWords, ok, type PartHealth, warning } from '../monitor/part-health.ts';

const LEDGER_SECONDS = 5;
const DAY_IN_LEDGERS = 86_400 / LEDGER_SECONDS;
/** What has less left is extended. */
export const LEAST_LEDGERS = 60 * DAY_IN_LEDGERS;
/** To so much from now. The network allows 180 days at most. */
export const EXTEND_TO = 120 * DAY_IN_LEDGERS;
/** When it comes to this, people have a week to find out why nothing was extended. */
const URGENT_LEDGERS = 7 * DAY_IN_LEDGERS;

/** What the last look at the entries found. */
export interface Lifetimes {
  /** How many are kept. */
  entries: number;
  /** Ledgers of the one that has the least; undefined without any. */
  least: number | undefined;
  /** Entries that are archived, or not there any more. */
  archived: number;
  /** Why what is due was not extended. */
  problem?: string | undefined;
}

/** How well the entries are kept that the system cannot work without; `undefined` before they were looked at. */
export function judgeLifetimes(found: Lifetimes | undefined): PartHealth {
  const part = 'lifetimes';
  if (!found) return ok(part, 'entries on the ledger have not been looked at yet');
  const { entries, least, archived, problem } = found;
  const why = problem === undefined ? '' : `; they could not be extended: ${problem}`;
  if (archived > 0) {
    return failing(part, `${archived} of ${entries} entries on the ledger are archived: restore them${why}`);
  }
  const left = `each of ${entries} entries on the ledger is kept another ${inWords((least ?? 0) * LEDGER_SECONDS)} at least`;
  if (least !== undefined && least < URGENT_LEDGERS) return failing(part, `${left}, and then archived${why}`);
  if (problem !== undefined) return warning(part, `${left}${why}`);
  return ok(part, left);
}
