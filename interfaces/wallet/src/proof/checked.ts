import type { Mismatch, Statement } from '@istsi/reserves/files';

export interface Question {
  id: string;
}

/** What a worker found. */
export type Checked =
  | { failure: string }
  | {
      failure?: never;
      mismatches: readonly Mismatch[];
      statement: Statement | undefined;
      /** How many outputs each kind of quorum ("2 of 3") signed for. */
      quorums: readonly (readonly [string, number])[];
      tookMs: number;
    };

/** Has a published proof recomputed. */
export function checkProof(id: string, signal: AbortSignal): Promise<Checked> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Checked>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(event.message));
    });
    signal.addEventListener('abort', () => worker.terminate());
    worker.postMessage({ id } satisfies Question);
  });
}
