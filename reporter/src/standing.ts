import { type SignedStatement, signStatement } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';

/** What a reporter says of itself, signed with its key. */
export interface ReporterFacts {
  reporter: string;
  oracle: string;
  /** ISO 8601. */
  at: string;
  /** `silent`: its sources give no price, and it says none. `refused`: the network or the oracle does not take what it says. */
  state: 'starting' | 'reporting' | 'silent' | 'refused';
  /** ISO 8601: since when. */
  since: string;
  /** Why it is not `reporting`. */
  why: string | null;
  /** Its prices are a file's, and no market's. */
  local: boolean;
  sources: readonly { name: string; kind: string; price: string | null; at: string | null; problem: string | null }[];
  /** Per bitcoin, what its sources agree on now. */
  price: string | null;
  /** What it said last, per bitcoin. */
  word: { price: string; at: string; transaction: string } | null;
}

export const REPORTER_STANDING = 'reporter standing 1';

export const signStanding = (key: Keypair, facts: ReporterFacts): SignedStatement =>
  signStatement(key, REPORTER_STANDING, JSON.stringify(facts));
