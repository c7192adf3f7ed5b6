import type { ListedOutput, Mismatch, Statement } from '@istsi/reserves/files';
import type { EsploraFacts, StellarWord } from '@istsi/reserves/nodes';
import type { AccountAnswer, AccountQuestion } from './check-account.ts';
import type { EntriesAnswer, EntriesQuestion } from './check-entries.ts';

/** What a worker found of a proof. */
export type Checked =
  | { failure: string }
  | {
      failure?: never;
      mismatches: readonly Mismatch[];
      statement: Statement | undefined;
      /** Satoshis of every output that the books ever had, by outpoint. */
      added: ReadonlyMap<string, bigint>;
      /** What the books have now, as the files list it. */
      outputs: readonly ListedOutput[];
      /** How many outputs each kind of quorum ("2 of 3") signed for. */
      quorums: readonly (readonly [string, number])[];
      tookMs: number;
    };

/** A proof whose files this browser found to be what they say that they are. */
export interface GoodProof {
  id: string;
  /** ISO 8601 */
  publishedAt: string;
  statement: Statement;
  added: ReadonlyMap<string, bigint>;
  outputs: readonly ListedOutput[];
}

/** What a node said, or why it said nothing. `facts` are absent where it is a node of something else. */
export type NodeAnswer<F> =
  | { state: 'said'; mismatches: readonly Mismatch[]; facts: F | undefined }
  | { state: 'silent'; reason: string };

export interface StellarQuestion {
  statement: Statement;
  rpcUrl: string;
  /** The contracts that this browser knows. */
  expected: { reserve: string; token: string };
}

export interface BitcoinQuestion {
  statement: Statement;
  outputs: readonly ListedOutput[];
  url: string;
}

interface Answers {
  stellar: NodeAnswer<StellarWord>;
  bitcoin: NodeAnswer<EsploraFacts>;
  proof: Checked;
  account: AccountAnswer | { state: 'unread'; reason: string };
  entries: EntriesAnswer;
}

export type Question =
  | { kind: 'proof'; id: string }
  | ({ kind: 'stellar' } & StellarQuestion)
  | ({ kind: 'bitcoin' } & BitcoinQuestion)
  | ({ kind: 'account' } & AccountQuestion)
  | ({ kind: 'entries' } & EntriesQuestion);

/** Has a published proof recomputed. */
export const checkProof = (id: string, signal: AbortSignal): Promise<Checked> => ask({ kind: 'proof', id }, signal);

/** Has a balance off chain looked for in it. */
export const askForAccount = (question: AccountQuestion): Promise<Answers['account']> =>
  ask({ kind: 'account', ...question });

/** Has the proof of an operation's entries recomputed. */
export const askForEntries = (question: EntriesQuestion): Promise<EntriesAnswer> =>
  ask({ kind: 'entries', ...question });

/** Has a Stellar RPC asked what it knows of a proof. */
export const askStellarNode = (question: StellarQuestion, signal: AbortSignal): Promise<Answers['stellar']> =>
  ask({ kind: 'stellar', ...question }, signal);

/** Has an Esplora server asked about every output; tells how many it was asked about. */
export const askBitcoinNode = (
  question: BitcoinQuestion,
  signal: AbortSignal,
  onProgress: (asked: number) => void,
): Promise<Answers['bitcoin']> => ask({ kind: 'bitcoin', ...question }, signal, onProgress);

/** What a worker says before it is done. */
export interface Progress {
  asked: number;
}

function ask<K extends Question['kind']>(
  question: Question & { kind: K },
  signal?: AbortSignal,
  onProgress?: (asked: number) => void,
): Promise<Answers[K]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Answers[K] | Progress>) => {
      if ('asked' in data) return onProgress?.(data.asked);
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(event.message));
    });
    signal?.addEventListener('abort', () => worker.terminate());
    worker.postMessage(question satisfies Question);
  });
}
