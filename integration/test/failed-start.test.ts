import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => await world?.stop());

test('services that do not start for what their settings say leave no connection behind', async () => {
  const end = vi.spyOn(pg.Pool.prototype, 'end');
  try {
    const lists = [{ name: 'list', file: 'list.note', key: 'no key', mostAgeDays: 1 }];
    const starting = world.startInstance({ screening: { lists } });
    await expect(starting).rejects.toThrow(/the key of the screening list list is no verifier key/);
    // Idle connections go by themselves, after a while: by then there are those of the next attempts.
    expect(end).toHaveBeenCalledTimes(1);
  } finally {
    end.mockRestore();
  }
});

test('a signer whose port is taken gives its memory back: it starts at another', async () => {
  const [first, second] = world.signers;
  await first!.stop();
  const port = Number(new URL(second!.url).port);
  await expect(world.startSigner(0, { port })).rejects.toThrow(/EADDRINUSE/);
  world.signers[0] = await world.startSigner(0);
  expect(world.signers[0].address).toBe(first!.address);
});
