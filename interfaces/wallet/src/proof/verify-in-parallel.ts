import { type InputCheck, type ProofPart, verifyProofPart } from '@istsi/bitcoin-custody/verify';

/** Below that a second worker takes longer to begin than it saves. */
const WORTH_A_WORKER = 3;
/** A large proof must not take a whole machine from whoever sits at it. */
const MOST_WORKERS = 8;

/** Signatures of ten thousand outputs are seconds of work: it is shared among the processors. */
export async function verifyInParallel(parts: readonly ProofPart[]): Promise<InputCheck[][]> {
  const count = Math.min(navigator.hardwareConcurrency, MOST_WORKERS, Math.floor(parts.length / WORTH_A_WORKER));
  if (count < 2 || typeof Worker === 'undefined') return parts.map(verifyProofPart);
  const checks: InputCheck[][] = [];
  let next = 0;
  const run = async () => {
    const worker = new Worker(new URL('./signature-worker.ts', import.meta.url), { type: 'module' });
    try {
      for (let part = parts[next++]; part !== undefined; part = parts[next++])
        checks[part.transaction] = await answered(worker, part);
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: count }, run));
  return checks;
}

function answered(worker: Worker, part: ProofPart): Promise<InputCheck[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<InputCheck[]>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(part);
  });
}
