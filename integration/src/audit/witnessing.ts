import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Checkpoint,
  consistencyProof,
  formatKey,
  keyOf,
  type NoteSigner,
  openCheckpoint,
  type Quorum,
  rootIfThere,
} from '@istsi/audit-log';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { addCheckpoint, lastWitnessed, type WitnessEndpoint } from './ask-witness.ts';
import { lastCheckpoint } from './checkpoints.ts';
import { cosignedSizes, publishedCheckpoint, signedSince, storeCosignature } from './cosignatures.ts';
import { readHashes, sizeOf } from './log-store.ts';

export interface WitnessSettings {
  witnesses: readonly WitnessEndpoint[];
  /** So many of them must have cosigned what is published. */
  quorum: number;
  /** How long one of them may take; ten seconds if absent. */
  answerMs?: number | undefined;
}

/** How the witnesses of the log stand, as they were seen last. */
export interface Witnessing {
  quorum: number;
  /** Entries of the newest checkpoint that enough have cosigned; 0 for none. */
  published: number;
  /** When the first checkpoint was signed that too few have cosigned; undefined where there is none. */
  waitingSince: Date | undefined;
  /** That one of them holds another log that this one's key signed: somebody has changed it. */
  forked: string | undefined;
  witnesses: WitnessState[];
}

export interface WitnessState {
  name: string;
  /** C2SP verifier key. */
  key: string;
  url: string;
  /** Entries that it has cosigned; 0 for none. */
  size: number;
  /** Why it did not cosign the last time. */
  problem: string | undefined;
}

export interface WitnessWorld {
  database: Database;
  signer: NoteSigner;
  log: Log;
}

export interface WitnessAsker {
  /** Undefined before the first look. */
  state(): Witnessing | undefined;
  quorum: Quorum;
  /** Asks whoever has not cosigned what was signed last, and is not rested from. */
  step(): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

const LOCK = 'istsi/audit/witnesses';
const LOOK_MS = 1_000;
const ANSWER_MS = 10_000;
const MOST_REST_MS = 60_000;
/** The last size that it says, and the proof from there; a second time where it was asked by another instance in between. */
const MOST_TRIES = 3;

/** What this process knows of one witness. */
interface Known {
  problem: string | undefined;
  forked: string | undefined;
  failures: number;
  restsUntil: number;
}

/**
 * Has each checkpoint cosigned by those who saw the ones before. They are on machines of their own: one that is slow, gone or
 * lying holds up nobody else, and accuses the log with nothing but what the log's own key has signed.
 */
export function createWitnessAsker({ database, signer, log }: WitnessWorld, settings: WitnessSettings): WitnessAsker {
  const { db, pool } = database;
  const { witnesses, answerMs = ANSWER_MS } = settings;
  const own = keyOf(signer);
  const quorum: Quorum = { keys: witnesses.map(({ key }) => key), atLeast: settings.quorum };
  const known: Known[] = witnesses.map(() => ({ problem: undefined, forked: undefined, failures: 0, restsUntil: 0 }));
  let state: Witnessing | undefined;

  async function look(): Promise<Witnessing> {
    const [published, sizes] = await Promise.all([publishedCheckpoint(db, quorum), cosignedSizes(db, quorum.keys)]);
    const size = published?.size ?? 0;
    return {
      ...{ quorum: quorum.atLeast, published: size, waitingSince: await signedSince(db, size) },
      forked: known.find(({ forked }) => forked !== undefined)?.forked,
      witnesses: witnesses.map(({ url, key }, i) => ({
        ...{ name: key.name, key: formatKey(key, 'cosignature'), url, size: sizes[i] ?? 0 },
        problem: known[i]?.forked ?? known[i]?.problem,
      })),
    };
  }

  /** Returns why it did not cosign, or that it never will. */
  async function askOne(
    witness: WitnessEndpoint,
    now: Checkpoint & { note: string },
    from: number,
  ): Promise<Pick<Known, 'problem' | 'forked'>> {
    const signal = AbortSignal.timeout(answerMs);
    let old = from;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const proof = await consistencyProof(readHashes(db), old, now.size);
      const answer = await addCheckpoint(witness, { old, proof, checkpoint: now.note }, signal);
      if (answer.is === 'cosigned') {
        await storeCosignature(db, { size: now.size, witness: witness.key, line: answer.line });
        return { problem: undefined, forked: undefined };
      }
      if (answer.is === 'refused') return { problem: answer.why, forked: await forkSeen(witness, signal) };
      if (answer.size > now.size || answer.size === old) {
        const problem = `it says that it has seen ${answer.size} entries, and ${now.size} are signed`;
        return { problem, forked: await forkSeen(witness, signal) };
      }
      old = answer.size;
    }
    return { problem: 'it says each time that it has seen another tree', forked: undefined };
  }

  /** Only what the log's own key signed says that there are two of it. */
  async function forkSeen(witness: WitnessEndpoint, signal: AbortSignal): Promise<string | undefined> {
    const then = await lastWitnessed(witness, own, signal).catch(() => undefined);
    if (!then) return undefined;
    const size = await sizeOf(db);
    const who = `${then.size} entries that the log's key signed were cosigned by ${witness.key.name}`;
    if (then.size > size) return `${who}, and the log has ${size}: it was truncated`;
    const root = await rootIfThere(readHashes(db), then.size);
    if (root && Buffer.from(root).equals(Buffer.from(then.root))) return undefined;
    return `${who}, and they are not those of the log: it was rewritten`;
  }

  function note(i: number, found: Pick<Known, 'problem' | 'forked'>): void {
    const { key } = witnesses[i]!;
    const before = known[i]!;
    const isWell = found.problem === undefined;
    const failures = isWell ? 0 : before.failures + 1;
    const restMs = isWell ? 0 : Math.min(MOST_REST_MS, LOOK_MS * 2 ** Math.min(failures, 10));
    if (found.forked !== undefined && found.forked !== before.forked) log('error', found.forked);
    if (!isWell && before.problem === undefined)
      log('warn', 'a witness did not cosign the audit log', { witness: key.name, problem: found.problem });
    known[i] = { ...found, failures, restsUntil: performance.now() + restMs };
  }

  async function ask(): Promise<void> {
    const last = await lastCheckpoint(db);
    const opened = last && openCheckpoint(last.note, own);
    if (!opened) return;
    const sizes = await cosignedSizes(db, quorum.keys);
    await Promise.all(
      witnesses.map(async (witness, i) => {
        const from = sizes[i] ?? 0;
        if (from >= opened.size || performance.now() < (known[i]?.restsUntil ?? 0)) return;
        const found = await askOne(witness, { ...opened, note: last.note }, from).catch((error: unknown) => {
          const problem = describeError(error instanceof Error && error.cause ? error.cause : error);
          return { problem: `it does not answer: ${problem}`, forked: known[i]?.forked };
        });
        note(i, found);
      }),
    );
  }

  async function step(): Promise<void> {
    // What another instance is asking, it asks.
    await withAdvisoryLock(pool, LOCK, ask);
    state = await look();
  }

  return {
    state: () => state,
    quorum,
    step,
    async run(signal) {
      while (!signal.aborted) {
        await step().catch((error: unknown) => log('warn', 'asking witnesses failed', { error: describeError(error) }));
        await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
