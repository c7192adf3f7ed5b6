import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/index.ts';
import { startWorld, until, type World } from './world.ts';

// Starting and stopping servers takes its time on a busy machine.

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-outage-'));
let postgres: EmbeddedPostgres;
let world: World;
beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ dir });
  world = await startWorld({ durable: true, databaseUrl: postgres.url });
});
afterAll(async () => {
  await world?.stop();
  await postgres?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const SATS = 1_000n;

describe('the services outlive', () => {
  test('the Stellar network', async () => {
    const alice = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([alice.depositAddress, SATS]);
    await world.bitcoin.mine();
    await world.waitFor(outpoint!, 'confirming');
    await world.networks.withoutStellar(async () => {
      await world.bitcoin.mine();
      await world.waitFor(outpoint!, 'attesting');
      expect(await world.services.status()).toMatchObject({ stellar: { ok: false }, bitcoin: { ok: true } });
    });
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(alice.address)).toBe(SATS);
  });

  test('the Bitcoin node', async () => {
    const bob = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([bob.depositAddress, SATS]);
    await world.bitcoin.mine();
    await world.waitFor(outpoint!, 'confirming');
    await world.networks.withoutBitcoin(async () => {
      expect(await world.services.status()).toMatchObject({ bitcoin: { ok: false }, stellar: { ok: true } });
    });
    await world.bitcoin.mine();
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(bob.address)).toBe(SATS);
  });

  test('the database, killed', async () => {
    const carol = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([carol.depositAddress, SATS]);
    await world.bitcoin.mine();
    await world.waitFor(outpoint!, 'confirming');
    process.kill(postgres.pid, 'SIGKILL');
    await world.bitcoin.mine();
    await until(
      async () => ((await world.services.status()).database.ok ? undefined : true),
      () => 'the database to be gone',
    );
    await sleep(1_000);
    postgres = await startEmbeddedPostgres({ dir });
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(carol.address)).toBe(SATS);
  });
});
