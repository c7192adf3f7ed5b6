import { encodeProposal, type Proposal, unsignedTransaction } from '@istsi/bitcoin-custody';
import { blockArgs, depositArgs, type ReturnableClaim, returnableArgs, returnId } from '@istsi/contracts';
import { latestLedger } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { askFor, authorizedCall } from './entries.ts';
import { createOfficer, type Officer } from './officer.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld } from './signing-world.ts';

// A coordinator that was taken over and wants deposits paid back that are not to be, or not there, or twice.

const SATS = 300_000n;
const AFTER = 6;
const DAY = 86_400;

let world: SigningWorld;
let officer: Officer;
let alice: Holder;
let mallory: Holder;
let minted: Coin;
/** Of alice, whom the registry refuses, deep enough; what is on the books to be paid back; and one that is young. */
let refused: Outpoint;
let owed: Outpoint;
let young: Outpoint;
let home: string;
let thief: string;

beforeAll(async () => {
  world = await startSigningWorld({ rules: { returnAfterBlocks: AFTER } });
  officer = createOfficer(world.network, world.contracts, world.keys);
  [alice, mallory] = [await world.createHolder(), await world.createHolder()];
  minted = await world.fund(alice, SATS);
  [refused] = (await world.bitcoin.pay([alice.depositAddress, SATS])) as [Outpoint];
  [owed] = (await world.bitcoin.pay([alice.depositAddress, SATS])) as [Outpoint];
  await world.bitcoin.mine(AFTER - 1);
  [young] = (await world.bitcoin.pay([alice.depositAddress, SATS])) as [Outpoint];
  await world.bitcoin.mine(1);
  [home, thief] = [await world.bitcoin.call('getnewaddress'), await world.bitcoin.call('getnewaddress')];
  for (const { address } of [alice, mallory]) await setTier(address, 0);
  await world.invoke(await registering(await claim(owed, alice.address)));
  await world.invoke(naming(home));
});
afterAll(async () => await world?.stop());

const setTier = (user: string, tier: number): Promise<void> =>
  officer.act('set_tier', { user, tier, reason: 'documents' });

async function claim(
  outpoint: Outpoint,
  owner: string | null,
  change: Partial<ReturnableClaim> = {},
): Promise<ReturnableClaim> {
  const block = await world.bitcoin.blockOf(outpoint.txid);
  const { txid, vout } = outpoint;
  return { attestors: world.attestors(), owner, amountSats: SATS, txid, vout, confirmations: 3, block, ...change };
}

const registering = (of: ReturnableClaim): Promise<xdr.HostFunction> =>
  Promise.resolve(world.contracts.reserve.invocation('register_returnable', returnableArgs(of)));

const naming = (address: string): xdr.HostFunction =>
  world.contracts.reserve.invocation('name_return', {
    owner: alice.address,
    tx_hash: Buffer.from(owed.txid, 'hex'),
    vout: owed.vout,
    btc_address: address,
    max_fee: 5_000n,
  });

/** What every signer answers to the same question; they must agree. */
async function ask(call: xdr.SorobanAuthorizedInvocation, more: object = {}): Promise<string> {
  const { sequence } = await latestLedger(world.network);
  const answers = await Promise.all(
    world.signers.map(async ({ url, address }, i) => {
      const body = JSON.stringify({ ...askFor(call, address), validUntilLedger: sequence + 100, ...more });
      const headers = { authorization: `Bearer ${world.endpoints[i]!.token}` };
      const response = await fetch(`${url}/attest`, { method: 'POST', headers, body });
      return ((await response.json()) as { code?: string }).code ?? 'signed';
    }),
  );
  expect(new Set(answers).size, answers.join(', ')).toBe(1);
  return answers[0]!;
}

function call(name: 'register_returnable' | 'process_bitcoin_withdrawal', args: object) {
  const { contractId, spec } = world.contracts.reserve;
  return authorizedCall(contractId, name, spec.funcArgsToScVals(name, args));
}

const askToRegister = (of: ReturnableClaim, evidence?: object): Promise<string> =>
  ask(call('register_returnable', returnableArgs(of)), evidence && { evidence });

describe('signers refuse to have paid back', () => {
  test.each<[string, () => Promise<string>, string]>([
    ['what was minted', async () => await askToRegister(await claim(minted, alice.address)), 'attestation/returnable'],
    [
      'what is owed back already',
      async () => await askToRegister(await claim(owed, alice.address)),
      'attestation/returnable',
    ],
    ['to another user', async () => await askToRegister(await claim(refused, mallory.address)), 'attestation/deposit'],
    [
      'to nobody what is somebody’s',
      async () => await askToRegister(await claim(refused, null), { index: alice.index }),
      'attestation/returnable',
    ],
    [
      'to nobody by an index that it does not pay',
      async () => await askToRegister(await claim(refused, null), { index: 4_000 }),
      'attestation/deposit',
    ],
    [
      'to nobody without saying which address it pays',
      async () => await askToRegister(await claim(refused, null)),
      'attestation/malformed',
    ],
    [
      'to an address that the registry does not know',
      async () => await askToRegister(await claim(refused, world.keys.operator.publicKey())),
      'attestation/unknown-user',
    ],
    [
      'another amount',
      async () => await askToRegister(await claim(refused, alice.address, { amountSats: SATS + 1n })),
      'attestation/deposit',
    ],
    [
      'what is young enough to be mended',
      async () => await askToRegister(await claim(young, alice.address)),
      'attestation/deposit',
    ],
    [
      'what is in another block',
      async () => await askToRegister(await claim(refused, alice.address, { block: await world.bitcoin.tip() })),
      'attestation/other-block',
    ],
    [
      'what is not there',
      async () => await askToRegister(await claim(refused, alice.address, { vout: 77 })),
      'attestation/deposit',
    ],
  ])('%s', async (_, attack, code) => {
    expect(await attack()).toBe(code);
  });

  test('what its owner may deposit by now, and sign it when they may not', async () => {
    await setTier(alice.address, 4);
    const of = await claim(refused, alice.address);
    expect(await askToRegister(of)).toBe('attestation/returnable');
    await setTier(alice.address, 0);
    expect(await askToRegister(of)).toBe('signed');
  });
});

test('signers refuse to mint what is owed back, when its owner may deposit again', async () => {
  await setTier(alice.address, 4);
  const of = { user: alice.address, amountSats: SATS, ...owed, confirmations: 3 };
  const block = await world.bitcoin.blockOf(owed.txid);
  const attestors = world.attestors();
  const { router, reserve } = world.contracts;
  const args = depositArgs({ caller: world.keys.operator.publicKey(), attestors, ...of, block });
  const facts = {
    ...{ attestors, user: alice.address, tx_hash: Buffer.from(owed.txid, 'hex'), vout: owed.vout },
    ...{ amount: SATS, confirmations: 3, ...blockArgs(block) },
  };
  const below = authorizedCall(
    reserve.contractId,
    'register_bitcoin_deposit',
    reserve.spec.funcArgsToScVals('register_bitcoin_deposit', facts),
  );
  const name = 'execute_bitcoin_deposit';
  const root = authorizedCall(router.contractId, name, router.spec.funcArgsToScVals(name, args), [below]);
  expect(await ask(root)).toBe('attestation/returnable');
  await setTier(alice.address, 0);
});

describe('signers refuse a payment that returns', () => {
  const id = (): string => returnId(owed);
  const coin = (): Coin => ({ ...owed, index: alice.index, amountSats: SATS });
  const payment = (address = home) => ({
    ...{ withdrawalId: id(), scriptPubKey: world.scriptOf(address) },
    ...{ amountSats: SATS, maxFeeSats: 5_000n },
  });

  async function askToPay(proposal: Proposal, returned: unknown = [formatOutpoint(owed)]): Promise<string> {
    const args = {
      attestors: world.attestors(),
      withdrawal_ids: [Buffer.from(id(), 'hex')],
      unsigned_tx: Buffer.from(unsignedTransaction(world.epochs, proposal)),
    };
    const psbt = Buffer.from(encodeProposal(world.epochs, proposal)).toString('base64');
    return await ask(call('process_bitcoin_withdrawal', args), { psbt, evidence: { returned } });
  }

  test('what officers could not have held yet, or hold', async () => {
    const honest = await world.propose([payment()], [coin()], 500n);
    expect(await askToPay(honest)).toBe('attestation/watch');
    await world.advanceTime(DAY);
    const hold = (held: boolean) => ({ tx_hash: Buffer.from(owed.txid, 'hex'), vout: owed.vout, held });
    const by = { officer: world.keys.superAdmin.publicKey() };
    await world.invoke(world.contracts.reserve.invocation('hold_return', { ...by, ...hold(true) }));
    expect(await askToPay(honest)).toBe('attestation/watch');
    await world.invoke(world.contracts.reserve.invocation('hold_return', { ...by, ...hold(false) }));
  });

  test.each<[string, () => Promise<string>, string]>([
    [
      'to another address than its owner named',
      async () => await askToPay(await world.propose([payment(thief)], [coin()], 500n)),
      'attestation/proposal',
    ],
    [
      'at a higher fee than its owner accepted',
      async () => await askToPay(await world.propose([payment()], [coin()], 5_001n)),
      'attestation/proposal',
    ],
    [
      'without naming the deposit',
      async () => await askToPay(await world.propose([payment()], [coin()], 500n), []),
      'attestation/withdrawal',
    ],
    [
      'in the name of another deposit',
      async () => await askToPay(await world.propose([payment()], [coin()], 500n), [formatOutpoint(minted)]),
      'attestation/withdrawal',
    ],
    [
      'with evidence of another form',
      async () => await askToPay(await world.propose([payment()], [coin()], 500n), 'all of them'),
      'attestation/malformed',
    ],
  ])('%s', async (_, attack, code) => {
    expect(await attack()).toBe(code);
  });

  test('a deposit that Bitcoin took back, from the coins of others', async () => {
    const other = await world.propose([payment()], [minted], 500n);
    const { height } = await world.bitcoin.blockOf(owed.txid);
    const block = await world.bitcoin.call<string>('getblockhash', height);
    await world.bitcoin.call('invalidateblock', block);
    await world.bitcoin.mineEmpty();
    expect(await askToPay(other)).toBe('attestation/books');
    await world.bitcoin.call('reconsiderblock', block);
    expect(await askToPay(other)).toBe('signed');
  });

  test('twice, when what was authorized could still confirm', async () => {
    await world.advanceTime(1);
    const honest = await world.propose([payment()], [coin()], 500n);
    const proposed = {
      attestors: world.attestors(),
      withdrawal_ids: [Buffer.from(id(), 'hex')],
      unsigned_tx: Buffer.from(unsignedTransaction(world.epochs, honest)),
    };
    await world.invoke(
      world.contracts.reserve.invocation('process_bitcoin_withdrawal', proposed),
      encodeProposal(world.epochs, honest),
      undefined,
      { returned: [formatOutpoint(owed)] },
    );
    expect(await askToPay(await world.propose([payment()], [minted], 900n))).toBe('attestation/unsafe-replacement');
  });
});
