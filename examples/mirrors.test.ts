import { readFileSync } from 'node:fs';
import { type Account, type Contract, type ContractAccount, type Kit, startKit } from '@istsi/soroban-ts';
import { Keypair, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { committedRows, measureExamples, pathOf, readmeTable } from './measurements.ts';

let kit: Kit;
let me: Account;
let bob: Account;
beforeAll(async () => {
  kit = await startKit({ traces: 'none' });
  me = kit.owner;
  bob = await kit.account();
});
afterAll(() => kit?.stop());

const deploy = (example: string, args?: Record<string, unknown>, file?: string): Promise<Contract> =>
  kit.deploy(pathOf(example, file), args);

/** A token of which both have 1,000. */
async function token(): Promise<Contract> {
  const contract = await deploy('token', { admin: me.address, decimal: 7, name: 'Token', symbol: 'TKN' });
  for (const { address } of [me, bob]) await contract.call('mint', { to: address, amount: 1_000n });
  return contract;
}

test('hello-world answers a greeting', async () => {
  expect(await (await deploy('hello-world')).read('hello', { to: 'Dev' })).toEqual(['Hello', 'Dev']);
});

test('events are found by their topics', async () => {
  const contract = await deploy('events');
  await contract.call('increment', { by: 3 });
  expect(await contract.events()).toMatchObject([{ topics: ['counter', 'increment', 3], data: { count: 3 } }]);
});

test('errors: what fails leaves nothing behind', async () => {
  const contract = await deploy('errors');
  for (let count = 1; count <= 5; count++) expect(await contract.call('increment')).toBe(count);
  await expect(contract.call('increment')).rejects.toMatchObject({ contractError: { code: 1, name: 'LimitReached' } });
});

test('custom-types: a struct keeps a union and an option', async () => {
  const state = { count: 0, last: undefined, step: { tag: 'AtMost', values: [3] } };
  const contract = await deploy('custom-types', { state });
  expect(await contract.call('increment', { by: 5 })).toBe(3);
  expect(await contract.call('increment', { by: 1 })).toBe(1);
  expect(await contract.read('state')).toEqual({ count: 4, last: 1, step: { tag: 'AtMost', values: [3] } });
});

test('auth: everybody moves their own count alone', async () => {
  const contract = await deploy('auth');
  expect(await contract.as(bob).call('increment', { user: bob.address, by: 2 })).toBe(2);
  expect(await contract.call('increment', { user: me.address, by: 1 })).toBe(1);
  await expect(contract.call('increment', { user: bob.address, by: 1 })).rejects.toThrow('needs the authorization');
});

test('cross-contract: another adds, and its failure can be survived', async () => {
  const adder = (await deploy('cross-contract', undefined, 'adder.ts')).address;
  const contract = await deploy('cross-contract');
  expect(await contract.read('add_with', { adder, x: 5, y: 7 })).toBe(12);
  const tooMuch = { adder, x: 4_294_967_295, y: 1 };
  await expect(contract.read('add_with', tooMuch)).rejects.toThrow();
  expect(await contract.read('try_add_with', tooMuch)).toBe(0);
});

test('deployer: its administrator has contracts made, and nobody else', async () => {
  const { hash, spec } = await kit.upload(pathOf('cross-contract', 'adder.ts'));
  const contract = await deploy('deployer', { admin: me.address });
  const args = { wasm_hash: hash, salt: Buffer.alloc(32, 1), constructor_args: [] };
  await expect(contract.as(bob).call('deploy', args)).rejects.toThrow('needs the authorization');
  const made = String(await contract.call('deploy', args));
  expect(await kit.at(made, spec).read('add', { x: 1, y: 2 })).toBe(3);
  await expect(contract.call('deploy', args)).rejects.toThrow();
});

test('atomic-swap: each signs their own side, and neither gives without getting', async () => {
  const [a, b] = [await token(), await token()];
  const contract = await deploy('atomic-swap');
  const terms = { a: me.address, b: bob.address, token_a: a.address, token_b: b.address };
  const swap = { ...terms, amount_a: 100n, min_b_for_a: 45n, amount_b: 50n, min_a_for_b: 95n };
  await expect(contract.call('swap', swap)).rejects.toThrow('needs the authorization');
  const both = contract.as(me, bob);
  await expect(both.call('swap', { ...swap, min_b_for_a: 51n })).rejects.toMatchObject({ contractError: { code: 1 } });
  await expect(both.call('swap', { ...swap, min_a_for_b: 101n })).rejects.toMatchObject({ contractError: { code: 2 } });
  await both.call('swap', swap);
  expect(await a.read('balance', { id: bob.address })).toBe(1_095n);
  expect(await b.read('balance', { id: me.address })).toBe(1_045n);
  expect(await a.read('balance', { id: contract.address })).toBe(0n);
});

test('timelock: a deposit waits for its time, and for the first of its claimants', async () => {
  const coins = await token();
  const contract = await deploy('timelock');
  const not_before = kit.direct.head.closeTime + 1_000n;
  const deposit = { from: me.address, token: coins.address, amount: 200n, claimants: [bob.address], not_before };
  await contract.call('deposit', deposit);
  await expect(contract.call('deposit', deposit)).rejects.toMatchObject({
    contractError: { name: 'AlreadyDeposited' },
  });
  const claim = (by: Account) => contract.as(by).call('claim', { claimant: by.address });
  await expect(claim(bob)).rejects.toMatchObject({ contractError: { name: 'WrongTime' } });
  await kit.pass(2_000);
  await expect(claim(me)).rejects.toMatchObject({ contractError: { name: 'NotAClaimant' } });
  await claim(bob);
  expect(await coins.read('balance', { id: bob.address })).toBe(1_200n);
  await expect(claim(bob)).rejects.toMatchObject({ contractError: { name: 'NothingToClaim' } });
});

test('upgradeable: the owner replaces the code', async () => {
  const next = await kit.upload(pathOf('hello-world'));
  const contract = await deploy('upgradeable', { admin: me.address });
  expect(await contract.read('version')).toBe(1);
  await contract.call('upgrade', { new_wasm_hash: next.hash });
  expect(await kit.at(contract.address, next.spec).read('hello', { to: 'you' })).toEqual(['Hello', 'you']);
});

test('account: enough of its keys sign', async () => {
  const keys = [1, 2].map((seed) => Keypair.fromRawEd25519Seed(Buffer.alloc(32, seed)));
  const contract = await deploy('account', { signers: keys.map((key) => key.rawPublicKey()), threshold: 2 });
  const signedBy = (...signers: Keypair[]): ContractAccount => ({
    address: contract.address,
    sign: (payload) =>
      xdr.ScVal.scvMap(
        signers
          .sort((a, b) => Buffer.compare(a.rawPublicKey(), b.rawPublicKey()))
          .map((key) => {
            const [signer, signature] = [key.rawPublicKey(), key.sign(Buffer.from(payload))];
            return new xdr.ScMapEntry({ key: xdr.ScVal.scvBytes(signer), val: xdr.ScVal.scvBytes(signature) });
          }),
      ),
  });
  await expect(contract.as(bob, signedBy(keys[0]!)).call('set_threshold', { threshold: 1 })).rejects.toThrow();
  await contract.as(bob, signedBy(...keys)).call('set_threshold', { threshold: 1 });
  expect(await contract.read('threshold')).toBe(1);
});

describe('the table', () => {
  test('has the bytes and instructions that the examples have', async () => {
    const [committed, measured] = [committedRows(), await measureExamples(kit)];
    const known = ({ example, bytes, call }: (typeof committed)[number]) => ({ example, bytes, call });
    expect(measured.map(known)).toEqual(committed.map(known));
    for (const [i, { instructions, example }] of measured.entries()) {
      // What a search through keys costs depends on addresses, which are new each time.
      const difference = Math.abs(instructions / committed[i]!.instructions - 1);
      expect(difference, `${example}: ${instructions}. Run node --import tsx examples/measure.ts`).toBeLessThan(0.02);
    }
  });

  test('is the one in the README', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    expect(readme).toContain(readmeTable(committedRows()));
  });
});
