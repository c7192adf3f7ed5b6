import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { drawMoves } from './moves.ts';
import { shrink } from './shrink.ts';
import type { Failure } from './simulate.ts';
import { BEGINNING, withVirtualTime } from './virtual-time.ts';

const observe = async (seed: number) =>
  await withVirtualTime({ seed }, async (time) => {
    const began = Date.now();
    await sleep(3_600_000);
    const stepped = await time.step(async () => {
      await Promise.all([sleep(300), sleep(700)]);
      return Date.now() - began;
    });
    const drawn = [Math.random(), randomBytes(4).toString('hex'), crypto.randomUUID(), Keypair.random().publicKey()];
    return { began, stepped, ended: new Date().toISOString(), drawn };
  });

test('time and chance are the seed’s, and take no time', async () => {
  const real = Date.now();
  const first = await observe(7);
  expect(first).toMatchObject({ began: BEGINNING, stepped: 3_600_700, ended: '2060-01-01T01:01:00.000Z' });
  expect(await observe(7)).toEqual(first);
  expect((await observe(8)).drawn).not.toEqual(first.drawn);
  // Put back, and the machine's.
  expect(Date.now() - real).toBeLessThan(3_600_000);
  expect(randomBytes(16)).not.toEqual(randomBytes(16));
});

test('what a killed process leaves behind never goes on', async () => {
  let wentOn = false;
  await withVirtualTime({ seed: 1 }, async (time) => {
    await time.step(async (step) => {
      void sleep(10).then(() => {
        wentOn = true;
      });
      step.isKilled = true;
      await Promise.resolve();
    });
    await sleep(1_000);
  });
  expect(wentOn).toBe(false);
});

test('a seed draws the same moves, another seed others', () => {
  const drawn = drawMoves(3, { moves: 50 });
  expect(drawMoves(3, { moves: 50 })).toEqual(drawn);
  expect(drawMoves(4, { moves: 50 })).not.toEqual(drawn);
});

test('what breaks a rule is shrunk to the moves that it takes', async () => {
  const failure = (at: number): Failure => ({ rule: 'a step ends', why: '', at });
  // Needs a 3, and behind it a 7.
  const play = async (moves: readonly number[]) => {
    const three = moves.indexOf(3);
    const at = three < 0 ? -1 : moves.indexOf(7, three);
    return await Promise.resolve(at < 0 ? undefined : failure(at));
  };
  const shrunk = await shrink([7, 1, 3, 2, 2, 5, 7, 9, 9, 3], failure(6), play);
  expect(shrunk.moves).toEqual([3, 7]);
});
