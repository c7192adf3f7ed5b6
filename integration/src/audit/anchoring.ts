import { setTimeout as sleep } from 'node:timers/promises';
import {
  ANCHOR_NAME,
  type Checkpoint,
  decodeAnchor,
  encodeAnchor,
  isAnchorOf,
  keyOf,
  type NoteSigner,
  openCheckpoint,
  type Quorum,
  rootIfThere,
} from '@istsi/audit-log';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { findAccount, findData, type Network, type Submitter, type TransactionFate } from '@istsi/soroban-client';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { publishedCheckpoint, signedSince } from './cosignatures.ts';
import { judgeAnchor } from './judge-anchor.ts';
import { readHashes } from './log-store.ts';

/** What is written of the log on Stellar, as it was seen last. */
export interface Anchoring {
  /** Whose data entry it is. */
  account: string;
  /** Entries that it is of; 0 for none. */
  size: number;
  /** Since which ledger it is there. */
  ledger: number | undefined;
  /** That the log is not what is written there: somebody has changed it. */
  altered: string | undefined;
  /** Why nothing could be written the last time. */
  problem: string | undefined;
  /** When the first checkpoint was signed that is not written there; undefined where all are. */
  waitingSince: Date | undefined;
}

export interface AnchorSettings {
  /** Its key has no other use than this: neither the log's own, nor one over value. */
  account: string;
  submitter: Pick<Submitter, 'writeData'>;
  everyMs?: number | undefined;
  /** Origins of logs of before that were given up. */
  former?: readonly string[] | undefined;
}

export interface AnchorWorld {
  database: Database;
  network: Network;
  signer: NoteSigner;
  /** Only what they cosigned is written. */
  quorum?: Quorum | undefined;
  log: Log;
}

const LOCK = 'istsi/audit/anchor';
const EVERY_MS = 3_600_000;
const LOOK_MS = 60_000;
/** Until the log was signed for the first time. */
const FIRST_MS = 1_000;

export interface Anchorer {
  /** Undefined before the first look. */
  state(): Anchoring | undefined;
  /** Looks at what is written, and writes what was signed last if it is time to. */
  step(now?: Date): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Writes the log's checkpoints on Stellar, where neither its key nor its database has any power: whoever replaces both does
 * not replace that. What does not continue what is written there is never written, and told instead.
 */
export function createAnchorer(
  { database, network, signer, quorum, log }: AnchorWorld,
  settings: AnchorSettings,
): Anchorer {
  const { db, pool } = database;
  const { account, submitter, everyMs = EVERY_MS, former = [] } = settings;
  let state: Anchoring | undefined;

  async function look(now: Checkpoint): Promise<Anchoring> {
    const found = await findData(network, account, ANCHOR_NAME);
    const anchor = found && decodeAnchor(found.value);
    const isOwn = anchor !== undefined && isAnchorOf(anchor, now.origin);
    const size = isOwn ? anchor.size : 0;
    const isWithin = size <= now.size;
    const rootThen = isWithin ? await rootIfThere(readHashes(db), size) : undefined;
    const altered = judgeAnchor(anchor, now, rootThen, former);
    const waitingSince = await signedSince(db, size, now.size);
    return { account, altered, size, ledger: isOwn ? found?.since : undefined, problem: undefined, waitingSince };
  }

  async function write(seen: Anchoring, now: Checkpoint): Promise<Anchoring> {
    if (!(await findAccount(network, account)))
      return { ...seen, problem: `the account ${account} is not on the ledger: send it 5 lumens` };
    const fate = await submitter.writeData(ANCHOR_NAME, encodeAnchor(now));
    return fate.status === 'success' ? await look(now) : { ...seen, problem: describeFate(fate) };
  }

  async function step(at = new Date()): Promise<void> {
    const last = await publishedCheckpoint(db, quorum);
    const now = last && openCheckpoint(last.note, keyOf(signer));
    if (!now) return;
    try {
      const seen = await look(now);
      const { altered, size, waitingSince } = seen;
      const isDue = waitingSince && (size === 0 || at.getTime() - waitingSince.getTime() >= everyMs);
      const isNews = altered !== undefined && altered !== state?.altered;
      if (isNews) log('error', altered, { account });
      // What another instance is about to write, it writes.
      const written =
        isDue && altered === undefined ? await withAdvisoryLock(pool, LOCK, () => write(seen, now)) : undefined;
      state = written?.value ?? seen;
    } catch (error) {
      const problem = describeError(error);
      state = { account, size: 0, ledger: undefined, altered: undefined, waitingSince: last.at, ...state, problem };
    }
  }

  return {
    state: () => state,
    step,
    async run(signal) {
      let told: string | undefined;
      while (!signal.aborted) {
        await step().catch((error: unknown) => log('warn', 'anchoring failed', { error: describeError(error) }));
        if (state?.problem !== undefined && state.problem !== told)
          log('warn', 'the audit log is not written on Stellar', { problem: state.problem });
        told = state?.problem;
        const pauseMs = state === undefined ? FIRST_MS : Math.min(everyMs, LOOK_MS);
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

function describeFate(fate: Exclude<TransactionFate, { status: 'success' }>): string {
  if (fate.status === 'failed') return fate.failure.text;
  const reason = 'reason' in fate && fate.reason !== undefined ? `: ${fate.reason}` : '';
  return `the transaction ${fate.hash} is ${fate.status}${reason}`;
}
