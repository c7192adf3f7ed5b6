import { type SignedStatement, signStatement } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { WitnessFacts } from './witness/witness.ts';

/** What a guardian says of itself, signed with its key. */
export interface GuardianFacts {
  guardian: string;
  /** The router of the system that it watches. */
  router: string;
  /** ISO 8601. */
  at: string;
  /** `behind`: something cannot be known here now; `unable`: something is accused and the system cannot be stopped for it. */
  state: 'watching' | 'behind' | 'accusing' | 'unable';
  /** ISO 8601: since when. */
  since: string;
  /** Why it is not `watching`. */
  why: string | null;
  ledger: number | null;
  bitcoinHeight: number | null;
  /** Claims that are not judged yet. */
  open: number;
  /** What it accused, ever. */
  accused: number;
  /** Deposits reported since it was started. */
  reports: number;
  memory: { count: number; sum: string };
  /** Null where it is no witness of the audit log. */
  witness: WitnessFacts | null;
}

export const HEARTBEAT = 'guardian heartbeat 1';

export const signHeartbeat = (key: Keypair, facts: GuardianFacts): SignedStatement =>
  signStatement(key, HEARTBEAT, JSON.stringify(facts));
