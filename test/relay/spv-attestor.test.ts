import { type Descriptor, deriveAddress, multisigDescriptor, networks } from '@istsi/bitcoin-custody';
import { callRpc } from '@istsi/soroban-client';
import { HDKey } from '@scure/bip32';
import { Address, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAccounts } from '../../bitcoin/custody/test/accounts.ts';
import { balance, register } from '../../contracts/test/actions.ts';
import { transaction } from '../../contracts/test/bitcoin-relay/blocks.ts';
import { hash256 } from '../../contracts/test/bitcoin-relay/headers.ts';
import { decree } from '../../contracts/test/governance.ts';
import {
  type Evidence,
  type Mined,
  type Quorum,
  type SpvWorld,
  startSpvWorld,
} from '../../contracts/test/spv-attestor/spv-world.ts';
import {
  type Coin,
  paymentOf,
  processPayment,
  UtxoState,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from '../../contracts/test/withdrawals.ts';

const SpvError = { NotProved: 621, NotDeep: 622, NoSuchOutput: 623, NotTheirs: 624, NotSpent: 625, Immature: 628 };
const WRONG_BRANCH = 617;
const NOT_ENOUGH_ATTESTORS = 403;
const DUPLICATE_OPERATION = 42;
const IDENTITY_NOT_FOUND = 110;
/** Blocks on top of that of a deposit; what these are worth needs fewer. */
const DEEP = 11;
const HALF_A_YEAR = 3_200_000;
const HUMAN = 'custodian1';

const descriptor = multisigDescriptor({ network: networks.regtest, threshold: 2, keys: testAccounts(3) });

let world: SpvWorld;
let spent = 0;
/** A transaction that pays, and spends something that nobody else does. */
const paying = (script: Uint8Array, amount: bigint, previous = Buffer.alloc(32, 9), vout = spent++): Buffer =>
  transaction([{ previous, vout }], [{ amount, script }]);
const scriptOf = async (person: 'alice' | 'bob'): Promise<Uint8Array> => {
  const index = await world.read<number>('kyc-registry', 'address_index', { user: world.address(person) });
  return deriveAddress(descriptor, index).scriptPubKey;
};
const txidOf = (raw: Uint8Array): Buffer => Buffer.from(hash256(raw)).reverse();
const attestors = (): string[] => [world.address(HUMAN), world.attestor.contractId];

function quorumOf({ kind, keys, threshold }: Descriptor): Quorum {
  const parents = keys.map(({ xpub, steps }) => {
    const root = HDKey.fromExtendedKey(xpub, networks.regtest.extendedKeyVersions);
    const parent = steps.reduce((key, step) => key.deriveChild(step), root);
    return { chain_code: Buffer.from(parent.chainCode!), public_key: Buffer.from(parent.publicKey!) };
  });
  return { is_taproot: kind === 'tr', parents, threshold };
}

interface Deposit {
  amount?: bigint;
  user?: 'alice' | 'bob';
  confirmations?: number;
  block?: Partial<Mined>;
  claim?: object;
}

/** What the router is told, and the evidence for it; `claim` changes the evidence alone. */
function depositOf(raw: Buffer, mined: Mined, { amount = 50_000n, user = 'alice', confirmations = 6, claim }: Deposit) {
  const { block_height, block_hash } = mined;
  const args = {
    ...{ caller: world.address('operator'), attestors: attestors(), user: world.address(user), btc_amount: amount },
    ...{ btc_tx_hash: txidOf(raw), btc_vout: 0, confirmations, block_height, block_hash },
  };
  const finding = {
    ...{ attestors: attestors(), caller: world.address('operator'), confirmations, user: world.address(user), vout: 0 },
    proof: mined.proof(1),
    ...claim,
  };
  return { args, evidence: { tag: 'Deposit', values: [finding] } satisfies Evidence };
}

const deposit = ({ args, evidence }: ReturnType<typeof depositOf>): Promise<Buffer> =>
  world.invoke<Buffer>('integration-router', 'execute_bitcoin_deposit', args, {
    ...{ by: 'operator', sign: world.signed(evidence, [HUMAN]) },
  });

const refused = (code: number | undefined) => expect.objectContaining({ code, name: 'Refusal' });
/** The host says that an account refused, and in its diagnostics why. */
const unproved = (code: number) => expect.objectContaining({ name: 'Refusal', codes: expect.arrayContaining([code]) });

beforeAll(async () => {
  world = await startSpvWorld(quorumOf(descriptor));
  await register(world, 'alice', 3);
  await register(world, 'bob', 3);
  const custodians = (['custodian1', 'custodian2', 'custodian3'] as const).map(world.address);
  await decree(world, { tag: 'SetCustodians', values: [[...custodians, world.attestor.contractId], 2] });
});
afterAll(() => world.stop());

test('it derives the deposit addresses that the custody derives', async () => {
  for (const index of [0, 1, 2, 77, 0x7fffffff]) {
    const script = await world.readAttestor<Buffer>('deposit_script', { address_index: index });
    expect(Buffer.from(script)).toEqual(Buffer.from(deriveAddress(descriptor, index).scriptPubKey));
  }
});

test.each(['wsh', 'tr'] as const)('and so it does of any quorum, as %s', async (kind) => {
  const pool = testAccounts(16, kind);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 16 }), fc.nat(15), fc.nat(0x7fffffff), async (n, k, index) => {
      const some = multisigDescriptor({
        ...{ kind, network: networks.regtest },
        threshold: (k % n) + 1,
        keys: pool.slice(0, n),
      });
      const script = await world.scriptOf(quorumOf(some), index);
      expect(Buffer.from(script)).toEqual(Buffer.from(deriveAddress(some, index).scriptPubKey));
    }),
    // The longest script too, whose length takes more than a byte.
    { numRuns: 6, examples: [[16, 15, 0]] },
  );
});

const kept = (person: 'alice' | 'carol') =>
  world.readAttestor<Buffer | null>('kept_script', { user: world.address(person) });
const keep = (person: 'alice' | 'carol') => world.readAttestor<Buffer>('keep_script', { user: world.address(person) });

describe('the script of a user', () => {
  test('is kept for good once anybody asks for it, as the custody derives it', async () => {
    expect(await kept('alice')).toBeNull();
    const derived = Buffer.from(await scriptOf('alice'));
    expect(Buffer.from(await keep('alice'))).toEqual(derived);
    expect(Buffer.from((await kept('alice'))!)).toEqual(derived);
    expect(Buffer.from(await keep('alice'))).toEqual(derived);
  });

  test('is not kept of somebody who has no number yet', async () => {
    await expect(keep('carol')).rejects.toMatchObject({ code: IDENTITY_NOT_FOUND });
    expect(await kept('carol')).toBeNull();
  });
});

// Of alice the script is kept, of bob it is derived for each proof.
describe('a deposit', () => {
  test('that headers prove is minted on the word of one custodian', async () => {
    const raw = paying(await scriptOf('alice'), 50_000n);
    const before = await balance(world, 'alice');
    await deposit(depositOf(raw, await world.mine([raw], DEEP), {}));
    expect(await balance(world, 'alice')).toBe(before + 50_000n);
  });

  test('is not, on the word of none', async () => {
    const raw = paying(await scriptOf('alice'), 50_000n);
    const { args, evidence } = depositOf(raw, await world.mine([raw], DEEP), {});
    const alone = { ...args, attestors: [world.attestor.contractId] };
    const finding = { ...evidence.values[0], attestors: alone.attestors };
    await expect(deposit({ args: alone, evidence: { tag: 'Deposit', values: [finding] } })).rejects.toEqual(
      refused(NOT_ENOUGH_ATTESTORS),
    );
  });

  test.each<[string, Deposit, number]>([
    ['of more than was paid', { amount: 50_001n }, SpvError.NotProved],
    ['deeper than it is', { confirmations: DEEP + 2, claim: { confirmations: DEEP + 2 } }, SpvError.NotDeep],
    ['deeper than its evidence says', { confirmations: 7, claim: { confirmations: 6 } }, SpvError.NotProved],
    ['of an output that there is not', { claim: { vout: 1 } }, SpvError.NoSuchOutput],
    ['to somebody else', { user: 'bob' }, SpvError.NotTheirs],
  ])('%s is not', async (_, lie, code) => {
    const raw = paying(await scriptOf('alice'), 50_000n);
    const mined = await world.mine([raw], DEEP);
    await expect(deposit(depositOf(raw, mined, lie))).rejects.toEqual(unproved(code));
    // And what is true still is.
    await deposit(depositOf(raw, mined, {}));
  });

  test('to somebody else, whose script is kept, is not', async () => {
    const raw = paying(await scriptOf('bob'), 50_000n);
    const mined = await world.mine([raw], DEEP);
    await expect(deposit(depositOf(raw, mined, { user: 'alice' }))).rejects.toEqual(unproved(SpvError.NotTheirs));
  });

  test('to one holder is not minted to another by evidence of the first', async () => {
    const raw = paying(await scriptOf('alice'), 50_000n);
    const mined = await world.mine([raw], DEEP);
    const claim = { user: world.address('alice') };
    await expect(deposit(depositOf(raw, mined, { user: 'bob', claim }))).rejects.toEqual(unproved(SpvError.NotProved));
  });

  test('of a transaction that is in no block is not', async () => {
    const [raw, other] = [paying(await scriptOf('alice'), 50_000n), paying(await scriptOf('alice'), 60_000n)];
    const mined = await world.mine([raw], DEEP);
    const proof = { ...mined.proof(1), transaction: other };
    const lie = depositOf(other, mined, { amount: 60_000n, claim: { proof } });
    await expect(deposit(lie)).rejects.toEqual(unproved(WRONG_BRANCH));
  });

  test('by a coinbase is not, until that may be spent', async () => {
    const mined = await world.mine([], 98);
    const told = (confirmations: number) => {
      const proof = mined.proof(0);
      const claim = { proof, confirmations };
      return depositOf(proof.transaction, mined, { confirmations, claim });
    };
    await expect(deposit(told(99))).rejects.toEqual(unproved(SpvError.Immature));
    // It pays nobody here: what is asked next is whom.
    await world.mine([]);
    await expect(deposit(told(100))).rejects.toEqual(unproved(SpvError.NotTheirs));
  });

  test('is minted once', async () => {
    const raw = paying(await scriptOf('bob'), 50_000n);
    const told = depositOf(raw, await world.mine([raw], DEEP), { user: 'bob' });
    await deposit(told);
    await expect(deposit(told)).rejects.toEqual(refused(DUPLICATE_OPERATION));
  });
});

describe('a payment', () => {
  let coin: Coin;
  beforeAll(async () => {
    const raw = paying(await scriptOf('alice'), 300_000n);
    await deposit(depositOf(raw, await world.mine([raw], DEEP), { amount: 300_000n }));
    coin = { txid: txidOf(raw), vout: 0 };
  });

  const ask = (method: string, args: object, evidence: Evidence, people: (typeof HUMAN)[] = [HUMAN]) =>
    world.invoke('reserve-manager', method, { ...args }, { by: 'operator', sign: world.signed(evidence, people) });

  test('that headers prove is settled on the word of one custodian; it authorizes none', async () => {
    const owed = await withdraw(world, 'spv', { amount: 20_000n });
    const unsigned = paymentOf([owed], [coin], 300_000n, 600n);
    const finding = { attestors: attestors(), confirmations: 6, proof: (await world.mine([unsigned], DEEP)).proof(1) };
    const evidence: Evidence = { tag: 'Payment', values: [finding] };
    const authorization = { attestors: attestors(), withdrawal_ids: [owed.id], unsigned_tx: unsigned };
    await expect(ask('process_bitcoin_withdrawal', authorization, evidence)).rejects.toEqual(
      unproved(SpvError.NotProved),
    );

    await processPayment(world, [owed.id], unsigned);
    const mined = await world.mine([unsigned], DEEP);
    const { block_height, block_hash } = mined;
    const args = { attestors: attestors(), txid: txidOf(unsigned), confirmations: 6, block_height, block_hash };
    const proof = mined.proof(1);
    const told = (changed: object): Evidence => ({ tag: 'Payment', values: [{ ...finding, proof, ...changed }] });
    await expect(
      ask('complete_bitcoin_withdrawal', { ...args, confirmations: 13 }, told({ confirmations: 13 })),
    ).rejects.toEqual(unproved(SpvError.NotDeep));
    await expect(ask('complete_bitcoin_withdrawal', { ...args, block_height: 1 }, told({}))).rejects.toEqual(
      unproved(SpvError.NotProved),
    );
    await ask('complete_bitcoin_withdrawal', args, told({}));
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
  });
});

test('evidence of one kind authorizes no call of another', async () => {
  const raw = paying(await scriptOf('alice'), 50_000n);
  const mined = await world.mine([raw], DEEP);
  const { args } = depositOf(raw, mined, {});
  const payment: Evidence = {
    tag: 'Payment',
    values: [{ attestors: attestors(), confirmations: 6, proof: mined.proof(1) }],
  };
  await expect(deposit({ args, evidence: payment as never })).rejects.toEqual(unproved(SpvError.NotProved));
});

/** Whatever is credited is credited before the first loss: with less Bitcoin than tokens nothing more is minted. */
describe('an output', () => {
  let [stolen, kept, undone, own]: Coin[] = [];
  let origin: Buffer;
  let minedOwn: Mined;
  let ownRaw: Buffer;

  const credited = async (raw: Buffer, mined?: Mined): Promise<Coin> => {
    await deposit(depositOf(raw, mined ?? (await world.mine([raw], DEEP)), { amount: 40_000n }));
    return { txid: txidOf(raw), vout: 0 };
  };
  beforeAll(async () => {
    const script = await scriptOf('alice');
    stolen = await credited(paying(script, 40_000n));
    kept = await credited(paying(script, 40_000n));
    const inputs = [
      { previous: Buffer.alloc(32, 1), vout: 4 },
      { previous: Buffer.alloc(32, 2), vout: 5, script: Buffer.alloc(300, 1) },
    ];
    origin = transaction(inputs, [{ amount: 40_000n, script }]);
    undone = await credited(origin);
    ownRaw = paying(script, 40_000n);
    minedOwn = await world.mine([ownRaw], DEEP);
    own = await credited(ownRaw, minedOwn);
  });

  const writeOff = (coin: Coin, mined: Mined, claim: object = {}) => {
    const { block_height, block_hash } = mined;
    const named = { tx_hash: Buffer.from(coin.txid), vout: coin.vout };
    const finding = { attestors: attestors(), origin: undefined, proof: mined.proof(1), ...named, ...claim };
    const args = { attestors: attestors(), ...named, block_height, block_hash };
    const evidence: Evidence = { tag: 'Loss', values: [finding] };
    return world.invoke('reserve-manager', 'write_off_output', args, {
      ...{ by: 'operator', sign: world.signed(evidence, [HUMAN]) },
    });
  };
  const stateOf = async (coin: Coin): Promise<number> => (await utxo(world, coin)).state;

  test('whose own transaction is confirmed is not given up: that spends what it spends', async () => {
    await expect(writeOff(own!, minedOwn, { origin: ownRaw })).rejects.toEqual(unproved(SpvError.NotSpent));
    expect(await stateOf(own!)).toBe(UtxoState.Unspent);
  });

  test('that somebody else spent is given up, once that is final', async () => {
    const theft = paying(Buffer.alloc(34, 5), 39_000n, Buffer.from(stolen!.txid).reverse(), 0);
    const mined = await world.mine([theft], DEEP - 1);
    await expect(writeOff(stolen!, mined)).rejects.toEqual(unproved(SpvError.NotDeep));
    await world.mine([]);
    await expect(writeOff(kept!, mined)).rejects.toEqual(unproved(SpvError.NotSpent));
    await writeOff(stolen!, mined);
    expect([await stateOf(stolen!), await stateOf(kept!)]).toEqual([UtxoState.Lost, UtxoState.Unspent]);
  });

  test('whose transaction was undone is given up: another one spends what it spent', async () => {
    const unrelated = await world.mine([paying(Buffer.alloc(34, 5), 1n, Buffer.alloc(32, 8))], DEEP);
    await expect(writeOff(undone!, unrelated, { origin })).rejects.toEqual(unproved(SpvError.NotSpent));
    const inputs = [
      { previous: Buffer.alloc(32, 3), vout: 0, script: Buffer.alloc(253, 1) },
      { previous: Buffer.alloc(32, 2), vout: 5 },
    ];
    const again = transaction(inputs, [{ amount: 41_000n, script: Buffer.alloc(34, 6) }]);
    const mined = await world.mine([again], DEEP);
    await expect(writeOff(undone!, mined)).rejects.toEqual(unproved(SpvError.NotSpent));
    await expect(writeOff(undone!, mined, { origin: again })).rejects.toEqual(unproved(SpvError.NotSpent));
    await writeOff(undone!, mined, { origin });
    expect(await stateOf(undone!)).toBe(UtxoState.Lost);
  });
});

test('a script that nobody used for half a year is archived, and neither lost nor another one when it is wanted', async () => {
  const scriptOfAlice = xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(world.attestor.contractId).toScAddress(),
      key: xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Script'), Address.fromString(world.address('alice')).toScVal()]),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
  const isLive = async (): Promise<boolean> => {
    const { entries, latestLedger } = await callRpc(world.network, 'getLedgerEntries', (s) =>
      s.getLedgerEntries(scriptOfAlice),
    );
    return entries[0]!.liveUntilLedgerSeq! >= latestLedger;
  };
  expect(await isLive()).toBe(true);
  await world.advanceLedgers(HALF_A_YEAR);
  expect(await isLive()).toBe(false);
  expect(Buffer.from((await kept('alice'))!)).toEqual(Buffer.from(await scriptOf('alice')));
  expect(await isLive()).toBe(true);
});
