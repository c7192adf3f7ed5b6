import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export type BenchRow = { name: string; value: number; unit: string; goal?: string };

/** Seconds per run, after a warm-up: the median of several rounds, so that a busy machine distorts it little. */
export function measure(run: () => unknown, rounds = 5, roundMs = 150): number {
  for (let i = 0; i < 5; i++) run();
  const seconds = Array.from({ length: rounds }, () => {
    const start = performance.now();
    let runs = 0;
    do {
      run();
      runs++;
    } while (performance.now() - start < roundMs);
    return (performance.now() - start) / 1000 / runs;
  });
  return seconds.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

/** Bytes that are the same in every run (xorshift32). */
export function pseudoRandom(seed: number): (bytes: number) => Buffer {
  let state = seed | 0;
  return (bytes) => {
    const buffer = Buffer.allocUnsafe(bytes);
    for (let i = 0; i < bytes; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      buffer[i] = state >>> 8;
    }
    return buffer;
  };
}

// Without a collection in between, what earlier benches left behind would be counted, or hide what is measured.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How much more memory is held than now: objects and buffers outside the heap. */
export function watchMemory(): () => number {
  const used = (): number => {
    // Buffers are swept beside the program; only the next collection waits for the last one's sweep.
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  return () => Math.max(0, (used() - before) / 1e6);
}
