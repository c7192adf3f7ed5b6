import { type Keypair, StrKey } from '@stellar/stellar-sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { AssetWorld, CLAWBACK, contractError, REVOCABLE, stranger } from '../../../test/host/asset-world.ts';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { addr, callFunction, expectOk, i128, sym, u32, vec } from '../../../test/host/test-ledger.ts';
import { boolVal, type HostVal, VOID } from '../values/value.ts';

/** Error numbers of the built-in contracts. */
const [NOT_SUPPORTED, NO_ACCOUNT, BALANCE, DEAUTHORIZED, LOW_RESERVE, SUBENTRIES] = [2, 6, 10, 11, 14, 15];
const REFUSED = 'Error(Auth, InvalidAction)';
const AUTH_REQUIRED = 0x1;
/** `TrustLineFlags`. */
const [AUTHORIZED, MAINTAINS, CLAWBACK_ENABLED] = [0x1, 0x2, 0x4];

const contractA = StrKey.encodeContract(Buffer.alloc(32, 1));
const contractB = StrKey.encodeContract(Buffer.alloc(32, 2));

let probe: Uint8Array;
beforeAll(async () => {
  probe = await compileTestContract('probe');
});

const setIssuerFlags = (w: AssetWorld, flags: number): void => {
  w.ledger.put({ ...w.account(w.issuer), flags });
};
const authorize = (w: AssetWorld, owner: Keypair | string, authorized: boolean): HostVal | string =>
  w.as(w.issuer, 'set_authorized', addr(owner), boolVal(authorized));
const clawback = (w: AssetWorld, owner: Keypair | string, amount: bigint): HostVal | string =>
  w.as(w.issuer, 'clawback', addr(owner), i128(amount));

describe('the administrator', () => {
  test('is the issuer until it hands over', () => {
    const w = new AssetWorld();
    const [next, alice] = [w.holder('next'), w.holder('alice')];
    expect(w.as(w.issuer, 'set_admin', addr(next))).toEqual(VOID);
    expect(w.events).toMatchObject([{ topics: [sym('set_admin'), addr(w.issuer), w.name], data: addr(next) }]);
    expect(w.read('admin')).toEqual(addr(next));
    expect(w.as(w.issuer, 'set_admin', addr(next))).toBe(REFUSED);
    expect(w.mint(alice, 1n)).toBe(REFUSED);
    expect(clawback(w, alice, 0n)).toBe(REFUSED);
    expect(authorize(w, alice, false)).toBe(REFUSED);
    expect(w.as(next, 'mint', addr(alice), i128(1n))).toEqual(VOID);
    expect(w.as(next, 'clawback', addr(alice), i128(1n))).toEqual(VOID);
    expect(w.as(next, 'set_authorized', addr(alice), boolVal(false))).toEqual(VOID);
    expect(w.as(next, 'set_admin', addr(w.issuer))).toEqual(VOID);
    expect(authorize(w, alice, true)).toEqual(VOID);
  });

  test('can be a contract, which mints by calling', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice');
    const id = w.ledger.deploy(probe, [u32(0)]);
    w.as(w.issuer, 'set_admin', addr(id));
    const args = vec(addr(alice), i128(5n));
    expectOk(w.ledger.submit(callFunction(id, 'forward', addr(w.contract), sym('mint'), args)));
    expect(w.balance(alice)).toBe(5n);
  });
});

describe('a deauthorized balance', () => {
  test('of an account neither receives nor pays', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice');
    w.mint(alice, 1000n);
    setIssuerFlags(w, 0);
    expect(authorize(w, alice, false)).toBe(contractError(NOT_SUPPORTED));
    setIssuerFlags(w, REVOCABLE);
    expect(authorize(w, alice, false)).toEqual(VOID);
    expect(w.events).toMatchObject([{ topics: [sym('set_authorized'), addr(alice), w.name], data: boolVal(false) }]);
    expect(w.trustline(alice)?.flags).toBe(MAINTAINS | CLAWBACK_ENABLED);
    expect(w.read('authorized', addr(alice))).toEqual(boolVal(false));
    expect(w.transfer(alice, w.issuer, 1n)).toBe(contractError(DEAUTHORIZED));
    expect(w.mint(alice, 1n)).toBe(contractError(DEAUTHORIZED));
    expect(authorize(w, alice, true)).toEqual(VOID);
    expect(w.trustline(alice)?.flags).toBe(AUTHORIZED | CLAWBACK_ENABLED);
    expect(w.transfer(alice, w.issuer, 1n)).toEqual(VOID);
  });

  test('of a contract likewise, and can be authorized without the right to revoke', () => {
    const w = new AssetWorld('issued', 0);
    expect(w.read('authorized', addr(contractA))).toEqual(boolVal(true));
    expect(authorize(w, contractA, false)).toBe(contractError(NOT_SUPPORTED));
    setIssuerFlags(w, REVOCABLE);
    expect(authorize(w, contractA, false)).toEqual(VOID);
    expect(w.mint(contractA, 1n)).toBe(contractError(DEAUTHORIZED));
    setIssuerFlags(w, 0);
    expect(authorize(w, contractA, true)).toEqual(VOID);
    expect(w.read('authorized', addr(contractA))).toEqual(boolVal(true));
  });

  test('is what contracts start with where authorization is required', () => {
    const w = new AssetWorld();
    const id = w.ledger.deploy(probe, [u32(0)]);
    w.mint(id, 100n);
    setIssuerFlags(w, AUTH_REQUIRED);
    const send = () => {
      const args = vec(addr(id), addr(contractB), i128(1n));
      const result = w.ledger.submit(callFunction(id, 'forward', addr(w.contract), sym('transfer'), args));
      return result.ok ? result.value : result.error.short;
    };
    expect(send()).toBe(contractError(DEAUTHORIZED));
    authorize(w, contractB, true);
    expect(send()).toEqual(VOID);
    expect([w.balance(id), w.balance(contractB)]).toEqual([99n, 1n]);
  });
});

describe('a clawback', () => {
  test('from an account needs the flag of its trustline', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice');
    w.mint(alice, 100n);
    expect(clawback(w, alice, 40n)).toEqual(VOID);
    expect(w.events).toMatchObject([{ topics: [sym('clawback'), addr(alice), w.name], data: i128(40n) }]);
    expect(clawback(w, alice, 61n)).toBe(contractError(BALANCE));
    w.ledger.put({ ...w.trustline(alice)!, flags: 0 });
    expect(clawback(w, alice, 60n)).toBe(contractError(BALANCE));
    // The trustline need not be authorized.
    w.ledger.put({ ...w.trustline(alice)!, flags: CLAWBACK_ENABLED });
    expect(clawback(w, alice, 60n)).toEqual(VOID);
    expect(w.balance(alice)).toBe(0n);
  });

  test('from a contract goes by the flag of the issuer when the balance was made', () => {
    const w = new AssetWorld();
    w.mint(contractA, 100n);
    setIssuerFlags(w, 0);
    w.mint(contractB, 100n);
    expect(clawback(w, contractA, 40n)).toEqual(VOID);
    expect(clawback(w, contractB, 40n)).toBe(contractError(BALANCE));
    setIssuerFlags(w, CLAWBACK | REVOCABLE);
    expect(clawback(w, contractA, 40n)).toEqual(VOID);
    expect(clawback(w, contractB, 40n)).toBe(contractError(BALANCE));
    expect([w.balance(contractA), w.balance(contractB)]).toEqual([20n, 100n]);
  });

  test.each<[string, 'native' | 'issued', (w: AssetWorld) => Keypair]>([
    ['of lumens', 'native', (w) => w.ledger.account('alice')],
    ['from the issuer', 'issued', (w) => w.issuer],
  ])('%s is not possible', (_, asset, owner) => {
    const w = new AssetWorld(asset);
    expect(clawback(w, owner(w), 0n)).toBe(contractError(NOT_SUPPORTED));
  });
});

describe('trust (CAP-73)', () => {
  const trust = (w: AssetWorld, owner: Keypair, signer = owner): HostVal | string => w.as(signer, 'trust', addr(owner));

  test.each<[string, number, number]>([
    ['authorized', 0, AUTHORIZED],
    ['to be authorized by the issuer', AUTH_REQUIRED, 0],
    ['open to clawback', CLAWBACK | REVOCABLE, AUTHORIZED | CLAWBACK_ENABLED],
  ])('makes a trustline, %s', (_, issuerFlags, flags) => {
    const w = new AssetWorld('issued', issuerFlags);
    const alice = w.ledger.account('alice');
    expect(trust(w, alice)).toEqual(VOID);
    expect(w.trustline(alice)).toMatchObject({ balance: 0n, limit: 2n ** 63n - 1n, flags });
    expect(w.account(alice).subEntries).toBe(1);
  });

  test('needs nobody for a trustline that is there, nor for a contract', () => {
    const w = new AssetWorld();
    const alice = w.holder('alice', { limit: 5n });
    expect(trust(w, alice, w.issuer)).toEqual(VOID);
    expect(w.trustline(alice)?.limit).toBe(5n);
    expect(w.read('trust', addr(contractA))).toEqual(VOID);
  });

  test.each<[string, (w: AssetWorld) => HostVal | string, string]>([
    ['the issuer', (w) => trust(w, w.issuer), contractError(NOT_SUPPORTED)],
    ['another account', (w) => trust(w, w.ledger.account('alice'), w.issuer), REFUSED],
    [
      'an account without the reserve',
      (w) => trust(w, w.ledger.account('alice', { balance: 14_999_999n })),
      contractError(LOW_RESERVE),
    ],
    [
      'an account with a thousand entries',
      (w) => trust(w, w.ledger.account('alice', { subEntries: 1000, balance: 10n ** 12n })),
      contractError(SUBENTRIES),
    ],
  ])('refuses %s', (_, run, error) => {
    expect(run(new AssetWorld())).toBe(error);
  });

  test('is not for lumens', () => {
    const w = new AssetWorld('native');
    expect(trust(w, w.ledger.account('alice'))).toBe(contractError(NOT_SUPPORTED));
  });
});

describe('lumens sent to an account that is not there (CAP-73)', () => {
  test('create it', () => {
    const w = new AssetWorld('native');
    const [alice, bob] = [w.ledger.account('alice'), stranger('nobody yet')];
    expect(w.transfer(alice, bob, 9_999_999n)).toBe(contractError(LOW_RESERVE));
    expect(w.transfer(alice, bob, 10_000_000n)).toEqual(VOID);
    const { sequence } = w.ledger.info;
    expect(w.account(bob)).toMatchObject({ balance: 10_000_000n, sequence: BigInt(sequence) << 32n });
  });

  test('do not come from one', () => {
    const w = new AssetWorld('native');
    const id = w.ledger.deploy(probe, [u32(0)]);
    expect(w.balance(stranger('nobody'))).toBe(contractError(NO_ACCOUNT));
    const args = vec(addr(id), addr(stranger('nobody')), i128(10_000_000n));
    const result = w.ledger.submit(callFunction(id, 'forward', addr(w.contract), sym('transfer'), args));
    expect(result).toMatchObject({ ok: false, error: { short: contractError(BALANCE) } });
  });
});
