import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { PROTOCOLS, type Protocol, type SandboxOptions, startSandbox } from '../src/index.ts';
import { readHeader } from '../src/ledger/header.ts';
import { SIGNED_MS, signedPayload } from '../src/ledger/millisecond-time.ts';
import { startWorld, type World } from './world.ts';

const EXTENSION = 80;

const headerOf = async (world: World): Promise<Buffer> =>
  Buffer.from((await world.call('getLatestLedger')).headerXdr as string, 'base64');

async function closeLedgers(world: World, count: number): Promise<Buffer[]> {
  const headers = [await headerOf(world)];
  for (let i = 0; i < count; i++) {
    await world.call('sandbox_advanceLedgers', { count: 1 });
    headers.push(await headerOf(world));
  }
  return headers;
}

/** Whether a header tells milliseconds that agree with its seconds and are signed by the node. */
function expectMilliseconds(header: Buffer, networkPassphrase: string): void {
  const { closeTime, closeTimeMs } = readHeader(header);
  expect(header.readUInt32BE(EXTENSION)).toBe(SIGNED_MS);
  expect(closeTimeMs / 1000n).toBe(closeTime);
  const node = Keypair.fromPublicKey(nodeKey(header));
  const payload = signedPayload({
    networkId: createHash('sha256').update(networkPassphrase).digest(),
    transactionSetHash: header.subarray(36, 68),
    closeTime,
    closeTimeMs,
  });
  expect(node.verify(payload, header.subarray(EXTENSION + 52, EXTENSION + 116))).toBe(true);
}

const nodeKey = (header: Buffer): string => {
  return StrKey.encodeEd25519PublicKey(header.subarray(EXTENSION + 16, EXTENSION + 48));
};

describe.each(PROTOCOLS)('a network of protocol %i', (protocol) => {
  test('says so wherever it is asked', async () => {
    const world = await startWorld({ protocol });
    for (const method of ['getNetwork', 'getVersionInfo', 'getLatestLedger']) {
      expect(await world.call(method)).toMatchObject({ protocolVersion: protocol });
    }
    expect((await headerOf(world)).readUInt32BE(0)).toBe(protocol);
    await world.stop();
  });
});

test('ML-DSA has a price from protocol 30 on', async () => {
  const key = xdr.LedgerKey.configSetting(
    new xdr.LedgerKeyConfigSetting({
      configSettingId: xdr.ConfigSettingId.configSettingContractCostParamsCpuInstructions,
    }),
  );
  for (const [protocol, prices] of [
    [29, 86],
    [30, 95],
  ] as const) {
    const world = await startWorld({ protocol });
    const { entries } = await world.server.getLedgerEntries(key);
    expect((entries[0]!.val.value as { value: unknown[] }).value).toHaveLength(prices);
    await world.stop();
  }
});

test('headers of protocol 30 are told as XDR alone', async () => {
  const world = await startWorld({ protocol: 30 });
  await world.call('sandbox_advanceLedgers', { count: 1 });
  const ask = (xdrFormat: string) => world.call('getLedgers', { startLedger: 2, pagination: { limit: 1 }, xdrFormat });
  expect(await ask('base64')).toHaveProperty('ledgers');
  await expect(ask('json')).rejects.toThrow(/ask for it in base64/);
  await world.stop();
});

test('without the option a new network speaks what the public network speaks', async () => {
  const world = await startWorld();
  expect(await world.call('getNetwork')).toMatchObject({ protocolVersion: 28 });
  await world.stop();
});

test('from protocol 30 on every ledger closes at a later millisecond, though the clock stands (CAP-88)', async () => {
  const world = await startWorld({ protocol: 30, now: () => 1_800_000_000_998 });
  const [first, ...later] = await closeLedgers(world, 4);
  expect(first!.readUInt32BE(EXTENSION)).toBe(0);
  for (const header of later) expectMilliseconds(header, world.sandbox.networkPassphrase);
  expect(later.map((header) => readHeader(header).closeTimeMs)).toEqual(
    [998n, 999n, 1_000n, 1_001n].map((ms) => 1_800_000_000_000n + ms),
  );
  expect(await world.call('getLatestLedger')).toMatchObject({ closeTime: '1800000001' });
  await world.stop();
});

test('an upgrade is for ever: the first ledger of it still closes at a second, and there is no way back', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'protocol-'));
  const start = (options: SandboxOptions = {}) => startWorld({ dataDir, ...options });
  const before = await start();
  await before.fund();
  await before.stop();

  const upgraded = await start({ protocol: 30 });
  const [old, upgrade, next] = await closeLedgers(upgraded, 2);
  expect([old, upgrade, next].map((header) => readHeader(header!).protocol)).toEqual([28, 30, 30]);
  expect(upgrade!.readUInt32BE(EXTENSION)).toBe(0);
  expectMilliseconds(next!, upgraded.sandbox.networkPassphrase);
  await upgraded.stop();

  await expect(start({ protocol: 29 })).rejects.toThrow(/speaks protocol 30 already and cannot go back to 29/);
  const again = await start();
  const [found, after] = await closeLedgers(again, 1);
  expect(found).toEqual(next);
  expect(readHeader(after!).closeTimeMs).toBeGreaterThan(readHeader(next!).closeTimeMs);
  expect(readHeader(after!)).toMatchObject({ protocol: 30, previousHash: readHeader(next!).hash });
  await again.stop();
});

test('a protocol that is not spoken is refused', async () => {
  await expect(startSandbox({ protocol: 27 as Protocol })).rejects.toThrow(/speaks protocols 28, 29, 30, and not 27/);
});
