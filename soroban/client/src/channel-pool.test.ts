import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { createChannelPool } from './channel-pool.ts';

test('a channel carries one transaction at a time, and all channels are used at once', async () => {
  const pool = createChannelPool([Keypair.random(), Keypair.random(), Keypair.random()]);
  const busy = new Set<string>();
  let mostAtOnce = 0;

  await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      pool.use(async (channel) => {
        expect(busy.has(channel.publicKey())).toBe(false);
        busy.add(channel.publicKey());
        mostAtOnce = Math.max(mostAtOnce, busy.size);
        await sleep(i % 3);
        busy.delete(channel.publicKey());
      }),
    ),
  );

  expect(mostAtOnce).toBe(3);
});

test('a channel comes back when its work fails', async () => {
  const pool = createChannelPool([Keypair.random()]);
  await expect(pool.use(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await pool.use(() => Promise.resolve('next'))).toBe('next');
});

const never = (): Promise<never> => new Promise(() => undefined);

test('bulk work that never ends leaves a channel for everything else', async () => {
  const pool = createChannelPool([Keypair.random(), Keypair.random(), Keypair.random()]);
  const started: string[] = [];
  for (let i = 0; i < 100; i++) {
    void pool.use(async () => {
      started.push('bulk');
      return await never();
    }, 'bulk');
  }
  await pool.use(() => Promise.resolve(started.push('payout')));
  expect(started).toEqual(['bulk', 'bulk', 'payout']);
});

test('a payout goes before the bulk work that came first', async () => {
  const pool = createChannelPool([Keypair.random()]);
  const order: string[] = [];
  const note = (what: string) => async (): Promise<void> => {
    await sleep(1);
    order.push(what);
  };
  await Promise.all([
    ...['first', 'second', 'third'].map((what) => pool.use(note(what), 'bulk')),
    pool.use(note('payout')),
  ]);
  expect(order).toEqual(['first', 'payout', 'second', 'third']);
});
