import { Account, Asset, type Keypair, MuxedAccount, StrKey, xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { AssetWorld, contractError, createAssetFunction } from '../../../test/host/asset-world.ts';
import { addr, i128, sym, TestLedger, u32, vec } from '../../../test/host/test-ledger.ts';
import { type HostVal, VOID } from '../values/value.ts';

/** Error numbers of the built-in contracts. */
const [NOT_SUPPORTED, NEGATIVE, ALLOWANCE, BALANCE, DEAUTHORIZED, OVERFLOW, NO_TRUSTLINE] = [2, 8, 9, 10, 11, 12, 13];
const MAX_I64 = 2n ** 63n - 1n;

const text = (value: string): HostVal => ({ type: 'string', value: Buffer.from(value) });
const someContract = (n: number): string => StrKey.encodeContract(Buffer.alloc(32, n));

function muxed(keypair: Keypair, id: bigint): HostVal {
  const value = new MuxedAccount(new Account(keypair.publicKey(), '0'), String(id)).accountId();
  return { type: 'muxedAddress', value };
}

describe('the contract of an asset', () => {
  test('of lumens is named native, and has neither admin nor issuer', () => {
    const w = new AssetWorld('native');
    expect(w.contract).toBe(Asset.native().contractId('Standalone Network ; February 2017'));
    expect(w.read('symbol')).toEqual(text('native'));
    expect(w.read('name')).toEqual(text('native'));
    expect(w.read('decimals')).toEqual(u32(7));
    expect(w.read('admin')).toBe('Error(Storage, MissingValue)');
    const alice = w.ledger.account('alice', { balance: 100_000_000n });
    expect(w.as(alice, 'set_admin', addr(alice))).toBe('Error(Storage, MissingValue)');
    expect(w.balance(alice)).toBe(100_000_000n);
  });

  test.each(['aaaa', 'a', 'abcdefghijkl', 'abcde'])('of %s is named after code and issuer', (code) => {
    const ledger = new TestLedger();
    const issuer = ledger.account('issuer').publicKey();
    const asset = new Asset(code, issuer);
    const created = ledger.submit(createAssetFunction(asset.toXDRObject()));
    const id = asset.contractId('Standalone Network ; February 2017');
    expect(created).toMatchObject({ ok: true, value: addr(id) });
    expect(ledger.call(id, 'symbol')).toEqual(text(code));
    expect(ledger.call(id, 'name')).toEqual(text(`${code}:${issuer}`));
    expect(ledger.call(id, 'admin')).toEqual(addr(issuer));
  });

  test('is created once, by anybody', () => {
    const w = new AssetWorld();
    expect(w.ledger.submit(createAssetFunction(w.asset.toXDRObject()))).toMatchObject({
      ok: false,
      error: { short: 'Error(Storage, ExistingValue)' },
    });
    expect(w.read('init_asset', { type: 'bytes', value: w.asset.toXDRObject().toXdr() })).toBe(contractError(3));
  });

  test.each<[string, string]>([
    ['a zero in the middle', 'a\0bc'],
    ['an unknown character', 'a-bc'],
    ['no character', '\0\0\0\0'],
    ['a short code in twelve bytes', 'abcd\0\0\0\0\0\0\0\0'],
  ])('is not created for a code with %s', (_, code) => {
    const ledger = new TestLedger();
    const issuer = new Asset('aaaa', ledger.source).toXDRObject();
    if (issuer.type !== 'assetTypeCreditAlphanum4') throw new Error(issuer.type);
    const assetCode = Buffer.from(code, 'latin1');
    const asset =
      code.length === 4
        ? xdr.Asset.assetTypeCreditAlphanum4(new xdr.AlphaNum4({ assetCode, issuer: issuer.alphaNum4.issuer }))
        : xdr.Asset.assetTypeCreditAlphanum12(new xdr.AlphaNum12({ assetCode, issuer: issuer.alphaNum4.issuer }));
    expect(ledger.submit(createAssetFunction(asset))).toMatchObject({
      ok: false,
      error: { short: 'Error(Value, InvalidInput)' },
    });
  });

  test.each<[string, string, HostVal[], string]>([
    ['an unknown function', 'nothing', [], 'Error(Value, InvalidInput)'],
    ['a missing argument', 'balance', [], 'Error(Context, UnexpectedSize)'],
    ['an argument of another type', 'balance', [u32(1)], 'Error(Value, UnexpectedType)'],
  ])('refuses %s', (_, name, args, error) => {
    expect(new AssetWorld().read(name, ...args)).toBe(error);
  });
});

describe('a transfer', () => {
  test('moves between trustlines no more than there is', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    w.mint(alice, 100_000_000n);
    expect(w.transfer(alice, bob, 9_999_999n)).toEqual(VOID);
    expect([w.balance(alice), w.balance(bob)]).toEqual([90_000_001n, 9_999_999n]);
    expect(w.transfer(bob, alice, 10_000_000n)).toBe(contractError(BALANCE));
    expect(w.transfer(bob, alice, 999_999n)).toEqual(VOID);
    expect([w.trustline(alice)?.balance, w.trustline(bob)?.balance]).toEqual([91_000_000n, 9_000_000n]);
  });

  test('from the issuer mints, to the issuer burns, to oneself is a transfer', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    const topics = () => w.events.map((event) => event.topics);
    w.transfer(w.issuer, alice, 100n);
    expect(topics()).toEqual([[sym('mint'), addr(alice), w.name]]);
    expect(w.balance(w.issuer)).toBe(MAX_I64);
    w.transfer(alice, bob, 50n);
    expect(topics()).toEqual([[sym('transfer'), addr(alice), addr(bob), w.name]]);
    w.transfer(alice, w.issuer, 50n);
    expect(topics()).toEqual([[sym('burn'), addr(alice), w.name]]);
    expect([w.balance(alice), w.balance(bob), w.balance(w.issuer)]).toEqual([0n, 50n, MAX_I64]);
    w.transfer(w.issuer, w.issuer, MAX_I64);
    expect(topics()).toEqual([[sym('transfer'), addr(w.issuer), addr(w.issuer), w.name]]);
    expect(w.transfer(w.issuer, w.issuer, MAX_I64 + 1n)).toBe(contractError(OVERFLOW));
  });

  test('names the multiplexed id of its receiver (CAP-67)', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    w.mint(alice, 100n);
    const withId = (amount: bigint, id: bigint): HostVal => ({
      type: 'map',
      value: [
        [sym('amount'), i128(amount)],
        [sym('to_muxed_id'), { type: 'u64', value: id }],
      ],
    });
    w.as(alice, 'transfer', addr(alice), muxed(bob, 2n ** 64n - 1n), i128(9n));
    expect(w.events).toMatchObject([
      { topics: [sym('transfer'), addr(alice), addr(bob), w.name], data: withId(9n, 2n ** 64n - 1n) },
    ]);
    w.as(w.issuer, 'transfer', addr(w.issuer), muxed(bob, 1n), i128(2n));
    expect(w.events).toMatchObject([{ topics: [sym('mint'), addr(bob), w.name], data: withId(2n, 1n) }]);
    w.transfer(bob, alice, 5n);
    expect(w.events).toMatchObject([{ data: i128(5n) }]);
    expect([w.balance(alice), w.balance(bob)]).toEqual([96n, 6n]);
  });

  test('needs the trustline of its receiver, unless that is a contract', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.ledger.account('bob')];
    w.mint(alice, 10n);
    expect(w.transfer(alice, bob, 1n)).toBe(contractError(NO_TRUSTLINE));
    expect(w.balance(bob)).toBe(contractError(NO_TRUSTLINE));
    expect(w.transfer(alice, someContract(1), 1n)).toEqual(VOID);
    expect(w.balance(someContract(1))).toBe(1n);
    expect(w.balance(someContract(2))).toBe(0n);
  });

  test('needs the authorization of its sender', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    w.mint(alice, 10n);
    const args = [addr(alice), addr(bob), i128(1n)];
    expect(w.as(bob, 'transfer', ...args)).toBe('Error(Auth, InvalidAction)');
    expect(w.balance(alice)).toBe(10n);
  });

  test('of lumens keeps the reserve, and what offers have set aside', () => {
    const w = new AssetWorld('native');
    const alice = w.ledger.account('alice', { balance: 100_000_000n, subEntries: 3, sellingLiabilities: 7n });
    const bob = w.ledger.account('bob', { balance: 10_000_000n, buyingLiabilities: 20n });
    const spendable = 100_000_000n - 25_000_000n - 7n;
    expect(w.transfer(alice, bob, spendable + 1n)).toBe(contractError(BALANCE));
    expect(w.transfer(alice, bob, spendable)).toEqual(VOID);
    expect(w.account(bob).balance).toBe(10_000_000n + spendable);
    const carol = w.ledger.account('carol', { balance: MAX_I64 - 20n });
    expect(w.transfer(carol, bob, MAX_I64 - 20n - 10_000_000n)).toBe(contractError(BALANCE));
  });

  test.each([0n, 90_000_000n])('of %s lumens to oneself changes nothing', (amount) => {
    const w = new AssetWorld('native');
    const alice = w.ledger.account('alice', { balance: 100_000_000n });
    expect(w.transfer(alice, alice, amount)).toEqual(VOID);
    expect(w.account(alice).balance).toBe(100_000_000n);
  });

  test('stays within limit and liabilities of a trustline', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice', { limit: 100n, buyingLiabilities: 10n, sellingLiabilities: 20n });
    expect(w.mint(alice, 91n)).toBe(contractError(BALANCE));
    expect(w.mint(alice, 90n)).toEqual(VOID);
    expect(w.transfer(alice, w.issuer, 71n)).toBe(contractError(BALANCE));
    expect(w.transfer(alice, w.issuer, 70n)).toEqual(VOID);
    expect(w.trustline(alice)?.balance).toBe(20n);
  });

  test('between contracts is not limited to 64 bits', () => {
    const w = new AssetWorld();
    const [alice, big] = [w.holder('alice'), someContract(1)];
    for (const n of [1n, 2n, 3n]) {
      w.mint(big, MAX_I64);
      expect(w.balance(big)).toBe(n * MAX_I64);
    }
    expect(w.mint(big, 2n ** 127n - 1n - 3n * MAX_I64)).toEqual(VOID);
    expect(w.mint(big, 1n)).toBe(contractError(OVERFLOW));
    expect(w.mint(alice, MAX_I64 + 1n)).toBe(contractError(OVERFLOW));
  });
});

describe('an allowance', () => {
  test('is spent by transfer_from and burn_from, no further than it goes', () => {
    const w = new AssetWorld();
    const [alice, bob, carol] = [w.holder('alice'), w.holder('bob'), w.holder('carol')];
    w.mint(alice, 100n);
    const allowance = () => w.read('allowance', addr(alice), addr(carol));
    const pull = (to: Keypair, amount: bigint) =>
      w.as(carol, 'transfer_from', addr(carol), addr(alice), addr(to), i128(amount));
    expect(allowance()).toEqual(i128(0n));
    expect(w.as(alice, 'approve', addr(alice), addr(carol), i128(10n), u32(2000))).toEqual(VOID);
    expect(w.events).toMatchObject([
      { topics: [sym('approve'), addr(alice), addr(carol), w.name], data: vec(i128(10n), u32(2000)) },
    ]);
    expect(pull(bob, 6n)).toEqual(VOID);
    expect([w.balance(alice), w.balance(bob)]).toEqual([94n, 6n]);
    expect(pull(carol, 5n)).toBe(contractError(ALLOWANCE));
    expect(w.as(carol, 'burn_from', addr(carol), addr(alice), i128(4n))).toEqual(VOID);
    expect(w.events).toMatchObject([{ topics: [sym('burn'), addr(alice), w.name], data: i128(4n) }]);
    expect(allowance()).toEqual(i128(0n));
    expect(pull(bob, 1n)).toBe(contractError(ALLOWANCE));
  });

  test('ends with its ledger', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    w.mint(alice, 10n);
    w.as(alice, 'approve', addr(alice), addr(bob), i128(5n), u32(w.ledger.info.sequence + 3));
    w.ledger.advance(3);
    const pull = () => w.as(bob, 'transfer_from', addr(bob), addr(alice), addr(bob), i128(1n));
    expect(pull()).toEqual(VOID);
    w.ledger.advance(1);
    expect(w.read('allowance', addr(alice), addr(bob))).toEqual(i128(0n));
    expect(pull()).toBe(contractError(ALLOWANCE));
  });

  test('cannot end in the past or beyond what an entry lives, unless it is cleared', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice'), w.holder('bob')];
    const { sequence, maxTtl } = w.ledger.info;
    const approve = (amount: bigint, until: number) =>
      w.as(alice, 'approve', addr(alice), addr(bob), i128(amount), u32(until));
    expect(approve(1n, sequence - 1)).toBe(contractError(ALLOWANCE));
    expect(approve(1n, sequence + maxTtl)).toBe(contractError(ALLOWANCE));
    expect(approve(1n, sequence + maxTtl - 1)).toEqual(VOID);
    expect(approve(0n, 0)).toEqual(VOID);
    expect(w.read('allowance', addr(alice), addr(bob))).toEqual(i128(0n));
  });
});

describe('burning', () => {
  test('takes from the holder, and is not for issuers', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice');
    w.mint(alice, 100n);
    expect(w.as(alice, 'burn', addr(alice), i128(45n))).toEqual(VOID);
    expect(w.balance(alice)).toBe(55n);
    expect(w.as(w.issuer, 'burn', addr(w.issuer), i128(1n))).toBe(contractError(NOT_SUPPORTED));
    expect(w.mint(w.issuer, 1n)).toBe(contractError(NOT_SUPPORTED));
    w.as(w.issuer, 'set_authorized', addr(alice), { type: 'bool', value: false });
    expect(w.as(alice, 'burn', addr(alice), i128(1n))).toBe(contractError(DEAUTHORIZED));
    w.as(w.issuer, 'set_authorized', addr(alice), { type: 'bool', value: true });
    expect(w.as(alice, 'burn', addr(alice), i128(1n))).toEqual(VOID);
  });

  test('lumens is not possible', () => {
    const w = new AssetWorld('native');
    const alice = w.ledger.account('alice');
    expect(w.as(alice, 'burn', addr(alice), i128(1n))).toBe(contractError(NOT_SUPPORTED));
  });
});

describe('a negative amount is refused by', () => {
  test.each<[string, (a: Keypair, b: Keypair) => HostVal[]]>([
    ['transfer', (a, b) => [addr(a), addr(b), i128(-1n)]],
    ['transfer_from', (a, b) => [addr(a), addr(b), addr(a), i128(-1n)]],
    ['burn', (a) => [addr(a), i128(-1n)]],
    ['burn_from', (a, b) => [addr(a), addr(b), i128(-1n)]],
    ['mint', (a) => [addr(a), i128(-1n)]],
    ['clawback', (a) => [addr(a), i128(-1n)]],
    ['approve', (a, b) => [addr(a), addr(b), i128(-1n), u32(2000)]],
  ])('%s', (name, args) => {
    const w = new AssetWorld();
    expect(w.as(w.issuer, name, ...args(w.holder('alice'), w.holder('bob')))).toBe(contractError(NEGATIVE));
  });
});

test('zero amounts are allowed wherever there is a balance', () => {
  const w = new AssetWorld();
  const [alice, bob] = [w.holder('alice'), w.holder('bob')];
  expect(w.transfer(alice, bob, 0n)).toEqual(VOID);
  expect(w.as(alice, 'burn', addr(alice), i128(0n))).toEqual(VOID);
  expect(w.as(alice, 'burn_from', addr(alice), addr(someContract(1)), i128(0n))).toEqual(VOID);
  expect(w.as(w.issuer, 'clawback', addr(bob), i128(0n))).toEqual(VOID);
  expect(w.as(w.issuer, 'clawback', addr(someContract(1)), i128(0n))).toBe(contractError(BALANCE));
  w.as(w.issuer, 'set_authorized', addr(someContract(1)), { type: 'bool', value: true });
  expect(w.as(w.issuer, 'clawback', addr(someContract(1)), i128(0n))).toEqual(VOID);
});
