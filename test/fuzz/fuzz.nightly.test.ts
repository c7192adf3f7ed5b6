import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFuzz } from './fuzz-world.ts';

const TIMES = 500;
/** What fifty thousand answers may leave behind, caches included. */
const MOST_GROWTH_BYTES = 60_000_000;

let fuzz: Awaited<ReturnType<typeof startFuzz>>;
beforeAll(async () => {
  fuzz = await startFuzz();
}, 240_000);
afterAll(async () => {
  await fuzz?.stop();
});

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('five hundred requests of every kind to every route are answered, and nothing of them stays in memory', async () => {
  const askAll = async (times: number): Promise<void> => {
    for (const operation of fuzz.operations)
      expect((await fuzz.askOften(operation, times)).join('\n\n'), operation.name).toBe('');
  };
  // The first ones fill what is filled once.
  await askAll(50);
  const before = heapBytes();
  await askAll(TIMES - 50);
  expect(heapBytes() - before).toBeLessThan(MOST_GROWTH_BYTES);
});
