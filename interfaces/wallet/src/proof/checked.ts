import type { Mismatch, Statement } from '@istsi/reserves/files';
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
}

interface Answers {
  proof: Checked;
  account: AccountAnswer | { state: 'unread'; reason: string };
  entries: EntriesAnswer;
}

export type Question =
  | { kind: 'proof'; id: string }
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

function ask<K extends Question['kind']>(question: Question & { kind: K }, signal?: AbortSignal): Promise<Answers[K]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Answers[K]>) => {
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
