import { signerOf } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DepositOptions, deposit, register, stateOf, txid } from '../../contracts/test/actions.ts';
import { eventsOf } from '../../contracts/test/events.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from '../../contracts/test/exchange.ts';
import { signing } from '../../contracts/test/forgery.ts';
import type { Sign } from '../../contracts/test/transaction.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// What was signed, proved or spent once is presented again.
let world: World;
const kept: xdr.SorobanAuthorizationEntry[] = [];
let used: Buffer;
const first: DepositOptions = { amount: 1_000_000n, tx: txid('first') };
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await openExchange(world);
  await deposit(world, { ...first, sign: signing(world, (entry) => kept.push(entry)) });
  const minted = (await eventsOf(world, 'latest')).find(({ topics }) => topics[0] === 'integrated_mint');
  used = Buffer.from((minted!.data as { compliance_proof: Uint8Array }).compliance_proof);
  await fundInventory(world, { istsi: 500_000n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
  await exchange(world, { user: 'alice', amount: 10_000n });
});
afterAll(() => world.stop());

/** The custodians' signatures of the first deposit, whatever is asked. */
const replay: Sign = async (entry) =>
  await Promise.resolve(kept.find((old) => signerOf(old) === signerOf(entry)) ?? entry);

const consume = (amount: bigint) =>
  world.invoke(
    'kyc-registry',
    'consume_compliance_proof',
    { proof: used, user: world.address('alice'), operation: 0, amount },
    { by: 'mallory', alone: true },
  );

test.each<[string, () => Promise<unknown>, { code: number } | { kind: string }]>([
  ['an outpoint', () => deposit(world, first), { code: 42 }],
  ['an outpoint for another user', () => deposit(world, { ...first, user: 'bob' }), { code: 42 }],
  ['an outpoint with another amount', () => deposit(world, { ...first, amount: 1n }), { code: 42 }],
  ['the signatures of a deposit, for the same deposit', () => deposit(world, { ...first, sign: replay }), { code: 42 }],
  [
    'the signatures of a deposit, for another output',
    () => deposit(world, { ...first, vout: 1, sign: replay }),
    { kind: 'auth' },
  ],
  [
    'the signatures of a deposit, for another user of a new output',
    () => deposit(world, { ...first, tx: txid('second'), user: 'bob', sign: replay }),
    { kind: 'auth' },
  ],
  ['an order to exchange', () => exchange(world, { user: 'alice', amount: 10_000n }), { code: 42 }],
  ['a proof that was used up in the deposit', () => consume(1_000_000n), { code: 130 }],
])('%s counts once', async (_, act, refusal) => {
  const before = await stateOf(world);
  await expect(act()).rejects.toMatchObject(refusal);
  expect(await stateOf(world)).toEqual(before);
});

test('signatures that were never used cannot be used after the ledger they are good until', async () => {
  const early: xdr.SorobanAuthorizationEntry[] = [];
  const late: DepositOptions = { amount: 1_000n, tx: txid('late') };
  const keepBack: Sign = async (entry, valid) => {
    await signing(world, (signed) => early.push(signed))(entry, valid);
    throw new Error('kept back');
  };
  await expect(deposit(world, { ...late, attestors: ['custodian1', 'custodian2'], sign: keepBack })).rejects.toThrow(
    'kept back',
  );
  await world.advanceLedgers(200);
  const before = await stateOf(world);
  const present: Sign = async (entry, valid) =>
    early.find((old) => signerOf(old) === signerOf(entry)) ?? (await signing(world, () => undefined)(entry, valid));
  await expect(deposit(world, { ...late, sign: present })).rejects.toMatchObject({ kind: 'auth' });
  expect(await stateOf(world)).toEqual(before);
  await deposit(world, late);
});
