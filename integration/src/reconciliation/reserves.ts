import type { ReserveStatus } from '@istsi/contracts/clients/reserve-manager';
import type { BooksReport } from './books-report.ts';

/** What stands behind the tokens. */
export interface Reserves {
  /** As the contract's books have it. */
  reservesSats: bigint;
  /** Of these: named by the books, and not there on Bitcoin. */
  missingSats: bigint;
  supplySats: bigint;
  /** Of what is there; null while nothing is issued. */
  ratioBps: number | null;
}

const WHOLE_BPS = 10_000n;

/** Rounded down: 100 % means all of it. */
export function reservesOf({ total_btc, total_istsi }: ReserveStatus, { missingSats }: BooksReport): Reserves {
  const there = total_btc > missingSats ? total_btc - missingSats : 0n;
  const ratioBps = total_istsi === 0n ? null : Number((there * WHOLE_BPS) / total_istsi);
  return { reservesSats: total_btc, missingSats, supplySats: total_istsi, ratioBps };
}
