import { expect, test } from 'vitest';
import { createGroupQueue } from './group-queue.ts';

const FULL = 6;
/** Longer than any of these tests: what happens does not happen by this. */
const NEVER_MS = 600_000;

/** Groups as they were begun, each under way until it is ended. */
function startQueue(times: { gatherMs?: number; besideMs?: number } = {}) {
  const groups: { size: number; end: () => Promise<void> }[] = [];
  const add = createGroupQueue<number>({
    mostRunning: 3,
    full: FULL,
    sizeOfNext: (waiting) => Math.min(waiting.length, FULL),
    run: async (group) =>
      await new Promise<void>((resolve) => {
        groups.push({
          size: group.length,
          // A turn later the queue knows it.
          end: async () => {
            resolve();
            await new Promise((next) => setImmediate(next));
          },
        });
      }),
    ...{ gatherMs: NEVER_MS, besideMs: NEVER_MS, ...times },
  });
  const addMany = (count: number): void => {
    for (let i = 0; i < count; i += 1) add(i);
  };
  return { addMany, groups, sizes: () => groups.map(({ size }) => size) };
}

test('a full group begins at once, and what is left does not begin beside it as a part of one', () => {
  const { addMany, sizes } = startQueue();
  addMany(FULL + 2);
  expect(sizes()).toEqual([FULL]);
  addMany(FULL - 2);
  expect(sizes()).toEqual([FULL, FULL]);
});

test('no more are under way than may be; the next begins when one ends', async () => {
  const { addMany, groups, sizes } = startQueue();
  addMany(5 * FULL);
  expect(sizes()).toEqual([FULL, FULL, FULL]);
  await groups[1]?.end();
  expect(sizes()).toEqual([FULL, FULL, FULL, FULL]);
});

test('alone, a part of a group waits only a moment', async () => {
  const { addMany, sizes } = startQueue({ gatherMs: 1 });
  addMany(2);
  await expect.poll(sizes).toEqual([2]);
});

test('beside others a part of a group begins in the end, whatever they do', async () => {
  const { addMany, sizes } = startQueue({ besideMs: 1 });
  addMany(FULL + 2);
  await expect.poll(sizes).toEqual([FULL, 2]);
});

test('a part of a group waits for nobody when nobody is left', async () => {
  const { addMany, groups, sizes } = startQueue({ gatherMs: 1 });
  addMany(FULL + 2);
  expect(sizes()).toEqual([FULL]);
  await groups[0]?.end();
  await expect.poll(sizes).toEqual([FULL, 2]);
});
