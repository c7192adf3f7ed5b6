import { formatBtc } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { overview: say, health } = messages;

export interface Judged {
  tone: 'good' | 'wait' | 'bad';
  sentence: string;
  /** What is wrong, each in its own words. */
  why: string[];
}

/** What is true of the system, the gravest first. It never says that all is backed while anybody contradicts. */
export function judge(status: Shape<'Status'>, reserves: Shape<'Reserves'> | undefined): Judged {
  const why = diagnoses(status);
  if (!reserves) return { tone: 'bad', sentence: say.notComparable, why };
  const short = BigInt(reserves.short_sats);
  const missing = BigInt(reserves.missing_sats);
  if (short > 0n) return { tone: 'bad', sentence: say.short(formatBtc(short)), why };
  if (missing > 0n) return { tone: 'bad', sentence: say.missingCoins(formatBtc(missing)), why };
  const { standing } = status.books;
  if (standing !== 'true' && standing !== 'unsearched') return { tone: 'bad', sentence: say.notComparable, why };
  if (status.paused) return { tone: 'bad', sentence: say.paused, why };
  if (standing === 'unsearched') return { tone: 'wait', sentence: say.notKnownYet, why };
  if (why.length > 0) return { tone: 'wait', sentence: say.unwell, why };
  if (BigInt(reserves.supply_sats) === 0n) return { tone: 'good', sentence: say.nothing, why };
  return { tone: 'good', sentence: say.backed, why };
}

/** Of every part that is not well, what it says. */
function diagnoses({ bitcoin, stellar, database, books, signers }: Shape<'Status'>): string[] {
  const parts = [
    { name: health.bitcoin, ...bitcoin },
    { name: health.stellar, ...stellar },
    { name: health.database, ...database },
    { name: health.books, ...books },
    ...signers,
  ];
  return parts.filter(({ ok }) => !ok).map(({ name, error }) => `${name}: ${error ?? health.silent}`);
}
