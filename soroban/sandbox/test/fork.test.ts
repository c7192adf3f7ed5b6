import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Address, Keypair, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ledgerKeyFromText } from '../src/fork/key-from-text.ts';
import { ledgerKeyFromXdr, ledgerKeyString } from '../src/host/codec/ledger-key.ts';
import type { SandboxOptions } from '../src/index.ts';
import { deployToken, startWorld, type TokenClient, tokenAs, type World } from './world.ts';

let live: World;
let admin: Keypair;
let alice: Keypair;
let token: { token: TokenClient; id: string };
const worlds: World[] = [];

beforeAll(async () => {
  live = await startWorld();
  [admin, alice] = [await live.fund(), await live.fund()];
  token = await deployToken(live, admin);
  await mint(live, 100n);
});
afterAll(() => live?.stop());
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

async function fork(options: SandboxOptions = {}, rpcUrl = live.sandbox.rpcUrl): Promise<World> {
  const world = await startWorld({ fork: { rpcUrl }, ...options });
  worlds.push(world);
  return world;
}

const mint = async (world: World, amount: bigint) =>
  await (await tokenAs(token, world, admin).mint({ to: alice.publicKey(), amount })).signAndSend();
const balance = async (world: World, id: string): Promise<bigint> =>
  (await tokenAs(token, world, admin).balance({ id })).result;

/** The admin's account, by the RPC itself: the client would call any failure a missing account. */
const accountIn = async (world: World) =>
  await world.call('getLedgerEntries', {
    keys: [xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: admin.xdrAccountId() })).toXdr('base64')],
  });

test('contracts, balances and accounts are there, and what happens in one is not seen in the other', async () => {
  const forked = await fork();
  expect(forked.sandbox.networkPassphrase).toBe(live.sandbox.networkPassphrase);
  expect(await balance(forked, alice.publicKey())).toBe(100n);
  expect((await forked.server.getAccount(alice.publicKey())).sequenceNumber()).toBe(
    (await live.server.getAccount(alice.publicKey())).sequenceNumber(),
  );

  await mint(forked, 7n);
  const bob = await forked.fund();
  const sending = await tokenAs(token, forked, alice).transfer({
    from: alice.publicKey(),
    to: bob.publicKey(),
    amount: 50n,
  });
  await sending.signAndSend();
  expect(await balance(forked, alice.publicKey())).toBe(57n);
  expect(await balance(forked, bob.publicKey())).toBe(50n);
  expect(await balance(live, alice.publicKey())).toBe(100n);
  expect(await balance(live, bob.publicKey())).toBe(0n);
});

test('it begins at the ledger that the network was at', async () => {
  const at = (await live.server.getLatestLedger()).sequence;
  const forked = await fork();
  expect((await forked.server.getHealth()).oldestLedger).toBe(at + 1);
});

test('what was removed in the fork stays removed, though the network still has it', async () => {
  const forked = await fork();
  await live.run(alice, [Operation.manageData({ name: 'note', value: 'here' })]);
  const later = await fork();
  const key = xdr.LedgerKey.data(
    new xdr.LedgerKeyData({ accountId: alice.xdrAccountId(), dataName: Buffer.from('note') }),
  );
  expect((await later.server.getLedgerEntries(key)).entries).toHaveLength(1);
  await later.run(alice, [Operation.manageData({ name: 'note', value: null })]);
  expect((await later.server.getLedgerEntries(key)).entries).toHaveLength(0);
  expect((await live.server.getLedgerEntries(key)).entries).toHaveLength(1);
  await expect(forked.server.getLedgerEntries(key)).rejects.toMatchObject({
    message: expect.stringMatching(/changed on the forked network in ledger \d+, after the fork at \d+/),
  });
});

test('lifetimes are what they were; what is archived is so in the fork, and restored there alone', async () => {
  const old = await startWorld();
  worlds.push(old);
  const owner = await old.fund();
  const deployed = await deployToken(old, owner);
  const minting = { to: owner.publicKey(), amount: 3n };
  await (await deployed.token.mint(minting)).signAndSend();
  const instance = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(deployed.id).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
  const lifeOf = async (world: World): Promise<number> =>
    (await world.server.getLedgerEntries(instance)).entries[0]!.liveUntilLedgerSeq!;
  const ended = await lifeOf(old);
  await old.call('sandbox_advanceLedgers', { count: ended });

  const forked = await fork({}, old.sandbox.rpcUrl);
  expect(await lifeOf(forked)).toBe(ended);
  const there = tokenAs(deployed, forked, owner);
  await (await there.mint(minting)).signAndSend();
  expect((await there.balance({ id: owner.publicKey() })).result).toBe(6n);
  expect(await lifeOf(forked)).toBeGreaterThan(ended);
  expect(await lifeOf(old)).toBe(ended);
});

test('it speaks the protocol of the network, or a later one, and none before', async () => {
  const newer = await startWorld({ protocol: 29 });
  worlds.push(newer);
  const spoken = async (world: World): Promise<number> => (await world.server.getNetwork()).protocolVersion as never;
  const { rpcUrl } = newer.sandbox;
  expect(await spoken(await fork({}, rpcUrl))).toBe(29);
  expect(await spoken(await fork({ protocol: 30 }, rpcUrl))).toBe(30);
  await expect(fork({ protocol: 28 }, rpcUrl)).rejects.toMatchObject({ code: 'sandbox/protocol' });
});

test('what is on neither is missing', async () => {
  const forked = await fork();
  const nobody = Keypair.random().publicKey();
  await expect(forked.server.getAccount(nobody)).rejects.toThrow();
  expect(await balance(forked, nobody)).toBe(0n);
});

test('an entry that has moved on is refused, and taken where that is asked for', async () => {
  const [strict, lax] = [await fork(), await fork({ fork: { rpcUrl: live.sandbox.rpcUrl, moved: 'take' } })];
  const before = await balance(live, alice.publicKey());
  await mint(live, 1n);
  await expect(accountIn(strict)).rejects.toMatchObject({
    message: expect.stringMatching(/after the fork at \d+, and what it was is no longer told: fork again/),
  });
  expect(await balance(lax, alice.publicKey())).toBe(before + 1n);
});

describe('an RPC that', () => {
  type Change = (method: string, result: Record<string, unknown>) => Record<string, unknown> | 'fail';
  let proxy: Server | undefined;
  afterEach(() => proxy?.close());

  async function behind(change: Change): Promise<string> {
    proxy = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const { method, params, id } = JSON.parse(body) as { method: string; params: unknown; id: unknown };
        void live.call(method, params).then((result) => {
          const changed = change(method, result);
          response.writeHead(changed === 'fail' ? 503 : 200, { 'content-type': 'application/json' });
          response.end(changed === 'fail' ? 'no' : JSON.stringify({ jsonrpc: '2.0', id, result: changed }));
        });
      });
    });
    await new Promise<void>((resolve) => proxy!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  }

  test('is of another network is refused', async () => {
    await expect(fork({ networkPassphrase: 'Another' })).rejects.toMatchObject({ code: 'sandbox/fork-other-network' });
    const lying = await behind((method, result) =>
      method === 'getNetwork' ? { ...result, passphrase: 'Another' } : result,
    );
    const networkPassphrase = live.sandbox.networkPassphrase;
    await expect(fork({ networkPassphrase }, lying)).rejects.toThrow(/serves the network "Another", not "Standalone/);
  });

  test('speaks a protocol that is not spoken here is refused', async () => {
    const newer = await behind((method, result) =>
      method === 'getLatestLedger' ? { ...result, protocolVersion: 99 } : result,
    );
    await expect(fork({}, newer)).rejects.toMatchObject({
      code: 'sandbox/protocol',
      message: expect.stringContaining('the network speaks protocol 99'),
    });
  });

  test('is not there is said so', async () => {
    await expect(fork({}, 'http://127.0.0.1:1')).rejects.toMatchObject({ code: 'sandbox/fork-unreachable' });
    await expect(fork({}, 'nonsense')).rejects.toMatchObject({ code: 'sandbox/fork-unreachable' });
  });

  test('fails later fails what needed it, changes nothing, and is asked again', async () => {
    let fails = false;
    const url = await behind((method, result) => (fails && method === 'getLedgerEntries' ? 'fail' : result));
    const forked = await fork({}, url);
    fails = true;
    await expect(accountIn(forked)).rejects.toMatchObject({ message: expect.stringContaining('did not answer') });
    const at = (await forked.server.getLatestLedger()).sequence;
    fails = false;
    expect(await balance(forked, alice.publicKey())).toBe(await balance(live, alice.publicKey()));
    expect((await forked.server.getLatestLedger()).sequence).toBe(at);
  });

  test('answers other code than was asked for is caught by its hash', async () => {
    const url = await behind((method, result) => {
      if (method !== 'getLedgerEntries') return result;
      const entries = (result.entries as { xdr: string; key: string }[]).map((entry) => {
        const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
        if (data.type !== 'contractCode') return entry;
        const bytes = Buffer.from(entry.xdr, 'base64');
        bytes[bytes.length - 40] = bytes[bytes.length - 40]! ^ 1;
        return { ...entry, xdr: bytes.toString('base64') };
      });
      return { ...result, entries };
    });
    const forked = await fork({}, url);
    await expect(balance(forked, alice.publicKey())).rejects.toMatchObject({
      message: expect.stringContaining('code that does not have the hash'),
    });
  });
});

test.each<[string, SandboxOptions]>([
  ['a data directory', { dataDir: '/nowhere' }],
  ['timed ledgers', { closeMs: 1000 }],
])('a fork with %s is refused', async (_, options) => {
  await expect(fork(options)).rejects.toMatchObject({ code: 'sandbox/no-fork' });
});

test('every key is found again from its text', () => {
  const scalar = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_]{1,32}$/).map((s) => nativeToScVal(s, { type: 'symbol' })),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => nativeToScVal(Buffer.from(bytes))),
    fc.nat().map((n) => nativeToScVal(n, { type: 'u32' })),
    fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }).map((n) => nativeToScVal(n, { type: 'i128' })),
    fc.constant(nativeToScVal(Keypair.random().publicKey(), { type: 'address' })),
    fc.string().map((s) => nativeToScVal(s, { type: 'string' })),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar).map((list) => xdr.ScVal.scvVec(list)),
  );
  const nested = fc.oneof(
    value,
    fc.array(value).map((list) => xdr.ScVal.scvVec(list)),
  );
  const contractAddress = Address.fromString(token.id).toScAddress();
  fc.assert(
    fc.property(nested, fc.boolean(), (key, isPersistent) => {
      const durability = xdr.ContractDataDurability[isPersistent ? 'persistent' : 'temporary'];
      const ledgerKey = ledgerKeyFromXdr(
        xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract: contractAddress, key, durability })),
      );
      const text = ledgerKeyString(ledgerKey);
      expect(ledgerKeyString(ledgerKeyFromText(text))).toBe(text);
      expect(ledgerKeyFromText(text)).toEqual(ledgerKey);
    }),
  );
});
