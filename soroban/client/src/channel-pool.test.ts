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
