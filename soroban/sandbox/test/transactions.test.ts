import { createHash } from 'node:crypto';
import {
  Account,
  Asset,
  Claimant,
  FeeBumpTransaction,
  Keypair,
  Operation,
  StrKey,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Built, startWorld, tokenWasm, type World } from './world.ts';

let world: World;
let alice: Keypair;
let bob: Keypair;

beforeAll(async () => {
  world = await startWorld();
  [alice, bob] = [await world.fund(), await world.fund()];
});
afterAll(() => world.stop());

const pay = (to: Keypair, amount = '1') =>
  Operation.payment({ destination: to.publicKey(), asset: Asset.native(), amount });
const accountOf = (keypair: Keypair) => world.server.getAccount(keypair.publicKey());
const entryOf = (keypair: Keypair) => world.server.getAccountEntry(keypair.publicKey());

/** The result code a transaction is refused with, or what became of it. */
async function verdict(tx: Parameters<World['server']['sendTransaction']>[0]): Promise<string> {
  const sent = await world.server.sendTransaction(tx);
  return sent.status === 'ERROR' ? sent.errorResult!.result.type : sent.status;
}

describe('the network refuses', () => {
  test.each<[string, () => Promise<Built>, string]>([
    ['a sequence number that was used', async () => shifted(-1n), 'txBadSeq'],
    ['a sequence number that skips one', async () => shifted(1n), 'txBadSeq'],
    ['a fee below the minimum', () => world.build(alice, [pay(bob)], { fee: '99' }), 'txInsufficientFee'],
    [
      'a fee below the minimum for its operations',
      () => world.build(alice, [pay(bob), pay(bob)], { fee: '99' }),
      'txInsufficientFee',
    ],
    ['nobody signing', () => world.build(alice, [pay(bob)], { signers: [] }), 'txBadAuth'],
    ['the wrong signer', () => world.build(alice, [pay(bob)], { signers: [bob] }), 'txBadAuth'],
    ['a signer too many', () => world.build(alice, [pay(bob)], { signers: [alice, bob] }), 'txBadAuthExtra'],
    [
      'an unknown source account',
      async () => {
        const stranger = Keypair.random();
        return world.build(stranger, [pay(bob)], { account: new Account(stranger.publicKey(), '1') });
      },
      'txNoAccount',
    ],
    [
      'a time that has passed',
      () => world.build(alice, [pay(bob)], { change: (builder) => builder.setTimebounds(0, 1_000_000_000) }),
      'txTooLate',
    ],
    [
      'a time that has not come',
      () => world.build(alice, [pay(bob)], { change: (builder) => builder.setTimebounds(4_000_000_000, 0) }),
      'txTooEarly',
    ],
    [
      'a ledger that has passed',
      () => world.build(alice, [pay(bob)], { change: (builder) => builder.setTimeout(0).setLedgerbounds(0, 2) }),
      'txTooLate',
    ],
    [
      'a ledger that has not come',
      () => world.build(alice, [pay(bob)], { change: (builder) => builder.setTimeout(0).setLedgerbounds(10 ** 6, 0) }),
      'txTooEarly',
    ],
    [
      'a source that may not act again so soon',
      async () => {
        await world.run(alice, [pay(bob)]);
        const change = (builder: TransactionBuilder) => builder.setTimeout(0).setMinAccountSequenceAge(1_000n);
        return world.build(alice, [pay(bob)], { change });
      },
      'txBadMinSeqAgeOrGap',
    ],
    [
      'an extra signer that did not sign',
      () => world.build(alice, [pay(bob)], { change: (b) => b.setTimeout(0).setExtraSigners([bob.publicKey()]) }),
      'txBadAuth',
    ],
    [
      'a Soroban operation beside another',
      async () => world.build(alice, [Operation.uploadContractWasm({ wasm: await tokenWasm() }), pay(bob)]),
      'txMalformed',
    ],
    [
      'a Soroban operation that was not simulated',
      async () => world.build(alice, [Operation.uploadContractWasm({ wasm: await tokenWasm() })]),
      'txSorobanInvalid',
    ],
    [
      'an operation whose source did not sign',
      () => world.build(alice, [Operation.bumpSequence({ bumpTo: '0', source: bob.publicKey() })]),
      'txFailed',
    ],
    [
      'operations this network does not have',
      () =>
        world.build(alice, [
          Operation.createClaimableBalance({
            asset: Asset.native(),
            amount: '1',
            claimants: [new Claimant(bob.publicKey())],
          }),
        ]),
      'txFailed',
    ],
  ])('%s', async (_, given, code) => {
    const tx = await given();
    const before = await entryOf(alice);

    expect(await verdict(tx)).toBe(code);
    const after = await entryOf(alice);
    expect([after.balance, after.seqNum]).toEqual([before.balance, before.seqNum]);
  });

  async function shifted(by: bigint): Promise<Built> {
    const account = await accountOf(alice);
    const next = (BigInt(account.sequenceNumber()) + by).toString();
    return world.build(alice, [pay(bob)], { account: new Account(alice.publicKey(), next) });
  }

  test('spending below the reserve to pay a fee', async () => {
    const poor = Keypair.random();
    await world.run(alice, [Operation.createAccount({ destination: poor.publicKey(), startingBalance: '1' })]);
    expect(await verdict(await world.build(poor, [Operation.bumpSequence({ bumpTo: '0' })]))).toBe(
      'txInsufficientBalance',
    );
  });

  test('an operation it does not have by name', async () => {
    const tx = await world.build(alice, [Operation.inflation()]);
    const sent = await world.server.sendTransaction(tx);
    const result = sent.errorResult!.result;
    expect(result.type === 'txFailed' && result.results.map(({ type }) => type)).toEqual(['opNotSupported']);
  });
});

describe('an operation fails with its own code', () => {
  test.each<[string, () => Promise<xdr.Operation>, unknown]>([
    [
      'creating an account that exists',
      async () => Operation.createAccount({ destination: bob.publicKey(), startingBalance: '5' }),
      { create_account: 'already_exist' },
    ],
    [
      'creating an account below the reserve',
      async () => Operation.createAccount({ destination: Keypair.random().publicKey(), startingBalance: '0.5' }),
      { create_account: 'low_reserve' },
    ],
    [
      'creating an account with more than there is',
      async () => Operation.createAccount({ destination: Keypair.random().publicKey(), startingBalance: '99999' }),
      { create_account: 'underfunded' },
    ],
    ['paying more than there is', async () => pay(bob, '99999'), { payment: 'underfunded' }],
    ['paying nobody', async () => pay(Keypair.random()), { payment: 'no_destination' }],
    [
      'setting and clearing the same flag',
      async () => Operation.setOptions({ setFlags: 1, clearFlags: 1 }),
      { set_options: 'bad_flags' },
    ],
    [
      'signing for oneself twice',
      async () => Operation.setOptions({ signer: { ed25519PublicKey: alice.publicKey(), weight: 1 } }),
      { set_options: 'bad_signer' },
    ],
  ])('%s', async (_, operation, code) => {
    const before = await entryOf(alice);
    const answer = await world.run(alice, [await operation()]);
    if (answer.status !== 'FAILED') throw new Error(`expected a failure, got ${answer.status}`);

    const { result } = answer.resultXdr;
    expect(result.type === 'txFailed' && result.results.map((one) => one.toJson())).toEqual([{ op_inner: code }]);
    const after = await entryOf(alice);
    expect(after.balance).toBe(before.balance - 100n);
    expect(after.seqNum).toBe(before.seqNum + 1n);
  });

  test('and takes back the operations before it', async () => {
    const before = await entryOf(bob);
    const answer = await world.run(alice, [pay(bob), pay(bob, '99999')]);
    expect(answer.status).toBe('FAILED');
    expect((await entryOf(bob)).balance).toBe(before.balance);
  });
});

describe('several signers', () => {
  test('reach thresholds by weight', async () => {
    const [account, second, third] = [await world.fund(), Keypair.random(), Keypair.random()];
    await world.run(account, [
      Operation.setOptions({ signer: { ed25519PublicKey: second.publicKey(), weight: 2 } }),
      Operation.setOptions({ signer: { ed25519PublicKey: third.publicKey(), weight: 1 } }),
      Operation.setOptions({ masterWeight: 1, lowThreshold: 1, medThreshold: 3, highThreshold: 4 }),
    ]);
    const payment = (signers: Keypair[]) => world.build(account, [pay(bob)], { signers });
    const options = (signers: Keypair[]) =>
      world.build(account, [Operation.setOptions({ medThreshold: 2 })], { signers });

    expect(await verdict(await payment([account]))).toBe('txFailed');
    expect(await verdict(await payment([account, third]))).toBe('txFailed');
    expect(await verdict(await payment([account, second]))).toBe('PENDING');
    expect(await verdict(await payment([second, third]))).toBe('PENDING');
    expect(await verdict(await options([second, third]))).toBe('txFailed');
    expect(await verdict(await options([account, second, third]))).toBe('PENDING');
    expect(await verdict(await payment([second]))).toBe('PENDING');
    expect((await entryOf(account)).numSubEntries).toBe(2);
  });

  test('can be a hash preimage', async () => {
    const account = await world.fund();
    const preimage = Buffer.from('the preimage of a hash');
    const sha256Hash = createHash('sha256').update(preimage).digest();
    await world.run(account, [Operation.setOptions({ signer: { sha256Hash, weight: 1 } })]);
    const tx = await world.build(account, [pay(bob)], { signers: [] });
    tx.signHashX(preimage);
    expect(await verdict(tx)).toBe('PENDING');
    const wrong = await world.build(account, [pay(bob)], { signers: [] });
    wrong.signHashX(Buffer.from('another'));
    expect(await verdict(wrong)).toBe('txBadAuth');
  });

  test('can be one transaction, once', async () => {
    const account = await world.fund();
    const { sequence } = { sequence: BigInt((await accountOf(account)).sequenceNumber()) };
    const later = new Account(account.publicKey(), (sequence + 1n).toString());
    const tx = await world.build(account, [pay(bob)], { account: later, signers: [] });
    await world.run(account, [Operation.setOptions({ signer: { preAuthTx: Buffer.from(tx.hash()), weight: 1 } })]);
    expect((await entryOf(account)).signers).toHaveLength(1);
    expect(await verdict(tx)).toBe('PENDING');
    const after = await entryOf(account);
    expect([after.signers.length, after.numSubEntries]).toEqual([0, 0]);
  });

  test('may all be removed from an account, which nobody can use then', async () => {
    const account = await world.fund();
    await world.run(account, [Operation.setOptions({ masterWeight: 0 })]);
    expect(await verdict(await world.build(account, [pay(bob)]))).toBe('txBadAuth');
  });

  test('include extra signers a transaction names', async () => {
    const change = (builder: TransactionBuilder) => builder.setTimeout(0).setExtraSigners([bob.publicKey()]);
    expect(await verdict(await world.build(alice, [pay(bob)], { change, signers: [alice, bob] }))).toBe('PENDING');
    const payload = StrKey.encodeSignedPayload(
      Buffer.concat([bob.rawPublicKey(), Buffer.from([0, 0, 0, 4]), Buffer.from('word')]),
    );
    const withPayload = (builder: TransactionBuilder) => builder.setTimeout(0).setExtraSigners([payload]);
    const tx = await world.build(alice, [pay(bob)], { change: withPayload });
    tx.addDecoratedSignature(bob.signPayloadDecorated(Buffer.from('word')));
    expect(await verdict(tx)).toBe('PENDING');
  });
});

describe('a fee bump', () => {
  const bump = (inner: Built, by: Keypair, fee: string, signer = by) => {
    const tx = TransactionBuilder.buildFeeBumpTransaction(by, fee, inner, world.sandbox.networkPassphrase);
    tx.sign(signer);
    return tx;
  };

  /** The SDK builds no fee bump that bids too little, so the fee is lowered afterwards. */
  const cheaper = (tx: FeeBumpTransaction, by: Keypair) => {
    const envelope = tx.toEnvelope();
    if (envelope.type !== 'envelopeTypeTxFeeBump') throw new Error('not a fee bump');
    const lowered = new xdr.FeeBumpTransaction({ ...envelope.feeBump.tx, fee: 599n });
    const unsigned = new xdr.FeeBumpTransactionEnvelope({ tx: lowered, signatures: [] });
    const { networkPassphrase } = world.sandbox;
    const cheap = new FeeBumpTransaction(xdr.TransactionEnvelope.envelopeTypeTxFeeBump(unsigned), networkPassphrase);
    cheap.sign(by);
    return cheap;
  };

  test('pays for a transaction of another account, and is found by both hashes', async () => {
    const inner = await world.build(alice, [pay(bob)], { fee: '100' });
    const payer = await world.fund();
    const [aliceBefore, payerBefore] = [await entryOf(alice), await entryOf(payer)];
    const sent = await world.server.sendTransaction(bump(inner, payer, '300'));
    const answer = await world.server.getTransaction(sent.hash);
    if (answer.status !== 'SUCCESS') throw new Error(`expected success, got ${answer.status}`);

    const { result } = answer.resultXdr;
    expect(answer.feeBump).toBe(true);
    expect(result.type === 'txFeeBumpInnerSuccess' && result.innerResultPair.result.result.type).toBe('txSuccess');
    expect((await world.server.getTransaction(Buffer.from(inner.hash()).toString('hex'))).status).toBe('SUCCESS');
    expect((await entryOf(payer)).balance).toBe(payerBefore.balance - 200n);
    expect((await entryOf(alice)).balance).toBe(aliceBefore.balance - 10_000_000n);
  });

  test.each<[string, (inner: Built) => ReturnType<typeof bump>, string]>([
    ['bids less than the inner transaction', (inner) => cheaper(bump(inner, bob, '300'), bob), 'txInsufficientFee'],
    ['is not signed by its payer', (inner) => bump(inner, bob, '5000', alice), 'txBadAuth'],
    ['has a payer who does not exist', (inner) => bump(inner, Keypair.random(), '5000'), 'txNoAccount'],
  ])('is refused when it %s', async (_, make, code) => {
    expect(await verdict(make(await world.build(alice, [pay(bob)], { fee: '300' })))).toBe(code);
  });

  test('tells what is wrong with the inner transaction', async () => {
    const inner = await world.build(alice, [pay(bob)], { signers: [bob] });
    const sent = await world.server.sendTransaction(bump(inner, bob, '5000'));
    const result = sent.errorResult!.result;
    const type = result.type === 'txFeeBumpInnerFailed' ? result.innerResultPair.result.result.type : result.type;
    expect(type).toBe('txBadAuth');
  });
});

test('transactions of many accounts that arrive together share ledgers, those of one account do not', async () => {
  const accounts = await Promise.all(Array.from({ length: 8 }, () => world.fund()));
  const ledgersOf = async (): Promise<number> => {
    const first = await Promise.all(accounts.map((account) => world.build(account, [pay(bob)])));
    const sent = await Promise.all(first.map((tx) => world.server.sendTransaction(tx)));
    return new Set(await Promise.all(sent.map(async ({ hash }) => ledgerOf(hash)))).size;
  };
  // Sent at once is not arrived at once, on a machine that does something else in between.
  let count = await ledgersOf();
  for (let again = 0; again < 20 && count === accounts.length; again++) count = await ledgersOf();
  expect(count).toBeLessThan(accounts.length);

  const account = await accountOf(alice);
  const chain = [];
  for (let index = 0; index < 3; index++) chain.push(await world.build(alice, [pay(bob)], { account }));
  const answers = await Promise.all(chain.map((tx) => world.server.sendTransaction(tx)));
  expect(answers.map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'PENDING']);
  const own = await Promise.all(answers.map(async ({ hash }) => ledgerOf(hash)));
  expect(new Set(own).size).toBe(3);
});

async function ledgerOf(hash: string): Promise<number> {
  const answer = await world.server.getTransaction(hash);
  return answer.status === 'NOT_FOUND' ? 0 : answer.ledger;
}

test('with timed closing an account has one transaction waiting at a time', async () => {
  const timed = await startWorld();
  const account = await timed.fund();
  const source = await timed.server.getAccount(account.publicKey());
  const [first, second] = [
    await timed.build(account, [pay(account)], { account: source }),
    await timed.build(account, [pay(account)], { account: source }),
  ];
  // No ledger closes between the two, however slow the machine is.
  await timed.call('sandbox_closeEvery', { ms: 3_600_000 });
  expect((await timed.server.sendTransaction(first)).status).toBe('PENDING');
  expect((await timed.server.sendTransaction(second)).status).toMatch(/TRY_AGAIN_LATER|ERROR/);
  await timed.call('sandbox_closeEvery', { ms: 200 });
  await timed.server.pollTransaction(Buffer.from(first.hash()).toString('hex'), { sleepStrategy: () => 50 });
  expect((await timed.server.sendTransaction(second)).status).toBe('PENDING');
  await timed.stop();
});

test('ledgers close every so often from when a test says so, and what waits is not forgotten when they close at once again', async () => {
  const pace = await startWorld();
  const account = await pace.fund();
  await pace.call('sandbox_closeEvery', { ms: 3_600_000 });
  const waiting = await pace.build(account, [pay(account)]);
  const hash = Buffer.from(waiting.hash()).toString('hex');
  expect((await pace.server.sendTransaction(waiting)).status).toBe('PENDING');
  expect((await pace.server.getTransaction(hash)).status).toBe('NOT_FOUND');
  await pace.call('sandbox_closeEvery', { ms: 0 });
  await expect.poll(async () => (await pace.server.getTransaction(hash)).status).toBe('SUCCESS');
  await pace.stop();
});

describe('manageData', () => {
  const dataOf = async (account: Keypair, name: string) => {
    const key = new xdr.LedgerKeyData({ accountId: account.xdrAccountId(), dataName: name });
    const { entries } = await world.server.getLedgerEntries(xdr.LedgerKey.data(key));
    const [found] = entries;
    return found?.val.type === 'data' ? Buffer.from(found.val.data.dataValue.value).toString() : undefined;
  };

  test('keeps named values of an account, each of which costs a reserve, and takes them back', async () => {
    const account = await world.fund();
    await world.run(account, [Operation.manageData({ name: 'color', value: 'red' })]);
    expect([await dataOf(account, 'color'), (await entryOf(account)).numSubEntries]).toEqual(['red', 1]);
    await world.run(account, [Operation.manageData({ name: 'color', value: 'blue' })]);
    expect([await dataOf(account, 'color'), (await entryOf(account)).numSubEntries]).toEqual(['blue', 1]);
    await world.run(account, [Operation.manageData({ name: 'color', value: null })]);
    expect([await dataOf(account, 'color'), (await entryOf(account)).numSubEntries]).toEqual([undefined, 0]);
  });

  test.each<[string, string, string | null, string]>([
    ['a name that nothing is kept under', 'nothing', null, 'manageDataNameNotFound'],
    ['a name with a control character', 'a\nb', 'x', 'manageDataInvalidName'],
  ])('refuses %s', async (_, name, value, code) => {
    const { status, resultXdr } = (await world.run(alice, [Operation.manageData({ name, value })])) as {
      status: string;
      resultXdr: xdr.TransactionResult;
    };
    const { result } = resultXdr;
    const [operation] = result.type === 'txFailed' ? result.results : [];
    expect(status).toBe('FAILED');
    expect(operation?.type === 'opInner' && 'type' in operation.tr.value ? operation.tr.value.type : undefined).toBe(
      code,
    );
  });
});
