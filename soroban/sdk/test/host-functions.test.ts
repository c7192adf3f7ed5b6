import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Keypair, nativeToScVal } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContract } from '../src/index.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

let network: TestNetwork;
let client: ContractClient;
let relay: ContractClient;
let token: ContractClient;
const wasms = new Map<string, Uint8Array>();

beforeAll(async () => {
  for (const name of ['host-functions', 'token', 'arith']) {
    const entry = fileURLToPath(new URL(`./contracts/${name}/contract.ts`, import.meta.url));
    wasms.set(name, (await compileContract({ entry, logs: true })).wasm);
  }
  network = await startNetwork();
  client = await network.deploy(wasms.get('host-functions')!);
  relay = await network.deploy(wasms.get('host-functions')!);
  token = await network.deploy(wasms.get('token')!, {
    admin: network.account,
    decimal: 7,
    name: 'Token',
    symbol: 'TOK',
  });
});
afterAll(() => network?.stop());

const read = async (entry: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  (await client[entry]!(args)).result;
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const sha256 = (data: Uint8Array | string): Uint8Array => Uint8Array.from(createHash('sha256').update(data).digest());

test('hashes', async () => {
  expect(await read('hashes', { message: Buffer.from('abc') })).toEqual([
    sha256('abc'),
    bytesOf('4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'),
  ]);
});

test('ed25519 signatures', async () => {
  const keypair = Keypair.random();
  const message = Buffer.from('message');
  const signed = { key: keypair.rawPublicKey(), message, signature: keypair.sign(message) };
  expect(await read('verify', signed)).toBe(true);
  const forged = await client.verify!({ ...signed, message: Buffer.from('other') });
  expect(() => forged.result).toThrow(/Crypto/);
});

test('packed numbers lie in fixed places, and nothing lies beyond the end', async () => {
  const data = Buffer.alloc(16);
  data.writeBigUInt64LE(7n, 4);
  const changed = await read('packed', { data, at: 4, by: 2n ** 40n });
  const expected = Buffer.from(data);
  expected.writeBigUInt64LE(7n + 2n ** 40n, 4);
  expected.writeUInt32LE(1, 0);
  expected.writeUInt8(1, 15);
  expect(Buffer.from(changed as Uint8Array)).toEqual(expected);
  for (const at of [9, 16, 4_294_967_295]) {
    await expect(read('packed', { data, at, by: 1n }), String(at)).rejects.toThrow(/UnreachableCodeReached|trap|Wasm/i);
  }
});

test('bytes are put together and taken apart', async () => {
  const txid = Buffer.alloc(32, 0xab);
  expect(await read('concatenate', { txid, vout: 258 })).toEqual(bytesOf(`6964${'ab'.repeat(32)}00000102ff`));
  expect(await read('pieces', { data: Buffer.from('01020304', 'hex') })).toEqual(bytesOf('fd0300ff0000000000000001'));
  expect(await read('texts', { text: 'héllo' })).toBe('héllo!');
  expect(await read('strkey', { address: network.account })).toBe(true);
});

test('the ledger', async () => {
  const { sequence, protocolVersion } = await network.server.getLatestLedger();
  const [seen, timestamp, protocol, liveUntil] = (await read('now')) as bigint[];
  expect(Number(seen)).toBeGreaterThanOrEqual(sequence);
  expect(timestamp).toBeGreaterThan(0n);
  expect(Number(protocol)).toBe(Number(protocolVersion));
  expect(liveUntil).toBeGreaterThan(seen!);
  expect(await read('network')).toEqual(sha256((await network.server.getNetwork()).passphrase));
});

test('random numbers, lists, powers and serialized values', async () => {
  expect(await read('random')).toBe(6);
  expect(await read('lists')).toBe(1000 + 900 + 30);
  expect(await read('power', { base: 3, exponent: 20 })).toBe(3 ** 20);
  const overflow = await client.power!({ base: 2, exponent: 32 });
  expect(() => overflow.result).toThrow(/UnreachableCodeReached|InvalidAction/);
  const value = nativeToScVal(7n, { type: 'u64' });
  expect(await read('serialized', { value })).toEqual(Uint8Array.from(value.toXdr()));
  expect(await read('mixed')).toEqual(['a', null, 1]);
});

describe('other contracts', () => {
  test('a contract deploys another at the address it foretold', async () => {
    await network.deploy(wasms.get('arith')!);
    const sum = await client.deploy!({
      wasm_hash: hashOf('arith'),
      salt: Buffer.alloc(32, 1),
      question: 'add',
      argument: 21n,
    });
    expect(sum.result).toBe(42n);
  });

  test('a contract authorizes a call below the one it makes, and only when it says so', async () => {
    await (await token.mint!({ to: client.options.contractId, amount: 100n })).signAndSend();
    const sending = {
      relay: relay.options.contractId,
      token: token.options.contractId,
      to: network.account,
      amount: 30n,
    };
    const refused = await client.send_unauthorized!(sending);
    expect(() => refused.result).toThrow(/Auth|InvalidAction/);
    await (await client.send_through!(sending)).signAndSend();
    expect((await token.balance!({ id: network.account })).result).toBe(30n);
    expect((await token.balance!({ id: client.options.contractId })).result).toBe(70n);
  });

  test('a contract replaces its own code', async () => {
    await (await relay.upgrade!({ wasm_hash: hashOf('arith') })).signAndSend();
    const refused = await relay.relay!({
      token: token.options.contractId,
      from: network.account,
      to: network.account,
      amount: 1n,
    });
    expect(() => refused.result).toThrow(/MissingValue/);
  });
});

const hashOf = (name: string): Uint8Array => sha256(wasms.get(name)!);
