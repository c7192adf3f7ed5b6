import { expect, test } from 'vitest';
import { gather } from './gather.ts';

test('whoever asks while a call is under way is in the next one, which begins after they asked', async () => {
  const calls: number[][] = [];
  let release = (): void => undefined;
  const ask = gather(async (items: readonly number[]) => {
    calls.push([...items]);
    if (calls.length === 1) await new Promise<void>((resolve) => (release = resolve));
    return items.map((item) => item * 10);
  });
  const first = [ask(1), ask(2)];
  await new Promise(setImmediate);
  expect(calls).toEqual([[1, 2]]);
  const second = [ask(3), ask(4)];
  await new Promise(setImmediate);
  expect(calls).toHaveLength(1);
  release();
  expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40]);
  expect(calls).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a call that fails fails for those who were in it, and nobody else', async () => {
  const ask = gather(async (items: readonly string[]) => {
    if (items.includes('bad')) throw new Error('refused');
    return items;
  });
  const [bad, with_] = [ask('bad'), ask('beside')];
  await expect(bad).rejects.toThrow('refused');
  await expect(with_).rejects.toThrow('refused');
  expect(await ask('good')).toBe('good');
});

test('thousands are asked in calls of a bounded size', async () => {
  const sizes: number[] = [];
  const ask = gather(async (items: readonly number[]) => {
    sizes.push(items.length);
    return items;
  });
  const asked = Array.from({ length: 450 }, (_, i) => i);
  expect(await Promise.all(asked.map(ask))).toEqual(asked);
  expect(sizes).toEqual([200, 200, 50]);
});
