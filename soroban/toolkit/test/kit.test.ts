import { fileURLToPath } from 'node:url';
import { Address, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, type Contract, type Kit, NotSigned, Refusal, startKit } from '../src/index.ts';
import { readArguments } from '../src/project/spec-arguments.ts';

let kit: Kit;
let counter: Contract;
let alice: Account;
beforeAll(async () => {
  kit = await startKit();
  counter = await kit.deploy(fileURLToPath(new URL('../template/contracts/counter.ts', import.meta.url)));
  alice = await kit.account();
});
afterAll(() => kit?.stop());

const increment = (who: Account, by: number, caller = counter) => caller.call('increment', { who: who.address, by });

test('from a class to a call', async () => {
  expect(await increment(kit.owner, 2)).toBe(2);
  expect(await counter.read('count', { who: kit.owner.address })).toBe(2);
});

test('only who is named with `as` signs', async () => {
  await expect(increment(alice, 1)).rejects.toThrow(NotSigned);
  expect(await increment(alice, 1, counter.as(alice))).toBe(1);
});

test('a refusal names the error of the contract', async () => {
  const refusal = await increment(kit.owner, 0).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect((refusal as Refusal).contractError).toEqual({ code: 1, name: 'NothingToCount' });
});

test('a snapshot brings the network back, as often as it is asked to', async () => {
  const before = await counter.read('total');
  const restore = await kit.snapshot();
  for (const by of [5, 7]) {
    await increment(kit.owner, by);
    expect(await counter.read('total')).toBe(Number(before) + by);
    await restore();
    expect(await counter.read('total')).toBe(before);
  }
});

test('a balance is exactly what it is set to, above and below what it was', async () => {
  const balance = () => kit.direct.entry(accountKey(alice));
  for (const stroops of [3_000_000_001n, 200_000_000_000n, 12_345_678n]) {
    await kit.setBalance(alice, stroops);
    expect(balance()?.entry).toMatchObject({ balance: stroops });
  }
  await expect(kit.setBalance(alice, 1n)).rejects.toThrow('stays 12345678 stroops');
});

test('somebody whose key is not to be had signs in the hands of a test', async () => {
  const stranger = await kit.account();
  const puppet = await kit.impersonate(stranger.address);
  expect(puppet.address).toBe(stranger.address);
  expect(puppet.keypair.publicKey()).not.toBe(stranger.address);
  expect(await increment(stranger, 3, counter.as(kit.owner, puppet))).toBe(3);
  expect(await increment(stranger, 1, counter.as(stranger))).toBe(4);
});

test('a value is put into storage that the contract did not put there', async () => {
  const { address } = await kit.account();
  const key = new Address(address).toScVal();
  await kit.setEntry(counter, { key, value: xdr.ScVal.scvU32(41), kind: 'persistent' });
  expect(await counter.read('count', { who: address })).toBe(41);
});

test('what calls need is measured, with and without making them', async () => {
  const { costs } = kit;
  const args = { who: kit.owner.address, by: 1 };
  const cost = counter.cost('increment', args);
  expect(cost.instructions).toBeGreaterThan(100_000);
  expect(cost.entries).toBeGreaterThanOrEqual(3);
  const count = await counter.read('count', { who: kit.owner.address });
  await increment(kit.owner, 1);
  expect(await counter.read('count', { who: kit.owner.address })).toBe(Number(count) + 1);
  expect(String(costs)).toMatch(/^function +calls .*\nincrement +\d+ /);
});

describe('arguments as text', () => {
  const ADDRESS = 'GDGQVOKHW4VEJRU2TETD6DBRKEO5ERCNF353LW5WBFW3JJWQ2BRQ6KDD';
  test('are read by the types of the spec', () => {
    const { address } = alice;
    expect(readArguments(counter.spec, 'increment', { who: address, by: '1_000' })).toEqual({ who: address, by: 1000 });
  });

  test.each<[string, string, Record<string, string>, string]>([
    ['a function that is not there', 'decrement', {}, 'it has: increment, count, total'],
    ['an argument that is not there', 'count', { whom: 'x' }, 'count has no argument whom'],
    ['an argument that is missing', 'increment', { who: 'x' }, 'increment lacks --by'],
    ['a number that is none', 'increment', { who: 'x', by: 'two' }, 'a whole number is wanted'],
    ['an address that is none', 'count', { who: 'GAAA' }, '--who: Unsupported address type: GAAA'],
    [
      'a number out of range',
      'increment',
      { who: ADDRESS, by: '4294967296' },
      '--by: Value 4294967296 is out of range',
    ],
    ['a number below', 'increment', { who: ADDRESS, by: '-1' }, '--by: Value -1 is out of range'],
  ])('%s is refused', (_, name, texts, message) => {
    expect(() => readArguments(counter.spec, name, texts)).toThrow(message);
  });
});

const accountKey = ({ keypair }: Account) =>
  xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: keypair.xdrAccountId() }));
