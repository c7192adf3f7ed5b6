import { authorizeEntry, type Keypair, type xdr as Xdr, xdr } from '@stellar/stellar-sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { AssetWorld, REVOCABLE } from '../../../test/host/asset-world.ts';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { addr, bytes, callFunction, i128, keypairOf, u32 } from '../../../test/host/test-ledger.ts';
import type { InvokeResult } from '../boundary.ts';
import type { HostVal } from '../values/value.ts';

const PASSPHRASE = 'Standalone Network ; February 2017';
const REFUSED = 'Error(Auth, InvalidAction)';
type Entry = Xdr.SorobanAuthorizationEntry;

let accountWasm: Uint8Array;
beforeAll(async () => {
  accountWasm = await compileTestContract('account');
});

/** The one entry a call needs, signed; `sign` replaces the signature that an account would give. */
async function signed(w: AssetWorld, f: Xdr.HostFunction, signer: Keypair, custom = false): Promise<Entry> {
  const recorded = w.ledger.run(f);
  if (recorded.auth.length !== 1) throw new Error(`recorded ${recorded.auth.length} entries`);
  const entry = await authorizeEntry(recorded.auth[0]!, signer, w.ledger.info.sequence + 100, PASSPHRASE);
  return custom ? withBareSignature(entry) : entry;
}

/** The signature alone, as this custom account wants it. */
function withBareSignature(entry: Entry): Entry {
  if (entry.credentials.type !== 'sorobanCredentialsAddress') throw new Error(entry.credentials.type);
  const given = entry.credentials.address;
  const pair = (given.signature as Xdr.ScVal & { type: 'scvVec' }).vec![0] as Xdr.ScVal & { type: 'scvMap' };
  const credentials = new xdr.SorobanAddressCredentials({ ...given, signature: pair.map![1]!.val });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: entry.rootInvocation,
  });
}

const failure = (result: InvokeResult): string => (result.ok ? 'ok' : result.error.short);

describe('a transfer of an asset', () => {
  test('from a custom account is authorized by its __check_auth', async () => {
    const w = new AssetWorld();
    const owner = keypairOf('owner');
    const account = w.ledger.deploy(accountWasm, [bytes(owner.rawPublicKey())]);
    const alice = w.holder('alice');
    w.mint(account, 100n);
    const transfer = callFunction(w.contract, 'transfer', addr(account), addr(alice), i128(60n));
    expect(failure(w.ledger.execute(transfer, [await signed(w, transfer, alice, true)]))).toBe(REFUSED);
    expect(failure(w.ledger.execute(transfer, [await signed(w, transfer, owner, true)]))).toBe('ok');
    expect([w.balance(account), w.balance(alice)]).toEqual([40n, 60n]);
  });

  test.each<[string, readonly [number, number, number, number], string]>([
    ['with enough weight', [0, 0, 1, 1], 'ok'],
    ['without enough weight', [0, 0, 2, 2], REFUSED],
  ])('from a Stellar account is authorized by a signer %s', async (_, thresholds, expected) => {
    const w = new AssetWorld();
    const signer = keypairOf('signer');
    const alice = w.holder('alice', { balance: 5n }, { thresholds, signers: [{ key: signer.publicKey(), weight: 1 }] });
    const transfer = callFunction(w.contract, 'transfer', addr(alice), addr(w.issuer), i128(5n));
    expect(failure(w.ledger.execute(transfer, [await signed(w, transfer, signer)]))).toBe(expected);
  });

  test('is good for once, and for these arguments', async () => {
    const w = new AssetWorld();
    const alice = w.holder('alice', { balance: 9n });
    const transfer = (amount: bigint) =>
      callFunction(w.contract, 'transfer', addr(alice), addr(w.issuer), i128(amount));
    const entry = await signed(w, transfer(4n), alice);
    expect(failure(w.ledger.execute(transfer(5n), [entry]))).toBe(REFUSED);
    expect(failure(w.ledger.execute(transfer(4n), [entry]))).toBe('ok');
    expect(failure(w.ledger.execute(transfer(4n), [entry]))).toBe('Error(Auth, ExistingValue)');
  });
});

describe('the footprint of an asset contract', () => {
  test('has the trustlines a transfer changes, and what only decides as read-only', () => {
    const w = new AssetWorld();
    const [alice, bob] = [w.holder('alice', { balance: 9n }), w.holder('bob')];
    const args: HostVal[] = [addr(alice), addr(bob), i128(1n)];
    const { footprint } = w.ledger.run(callFunction(w.contract, 'transfer', ...args), { source: alice.publicKey() });
    expect(footprint.readWrite).toEqual([
      { type: 'trustline', accountId: alice.publicKey(), asset: w.asset.toString() },
      { type: 'trustline', accountId: bob.publicKey(), asset: w.asset.toString() },
    ]);
    expect(footprint.readOnly).toMatchObject([{ type: 'contractData', contract: w.contract }]);
  });

  test('has the issuer where its flags decide', () => {
    const w = new AssetWorld('issued', REVOCABLE);
    const alice = w.holder('alice');
    const revoke = callFunction(w.contract, 'set_authorized', addr(alice), { type: 'bool', value: false });
    const { footprint } = w.ledger.run(revoke, { source: w.issuer.publicKey() });
    expect(footprint.readOnly).toContainEqual({ type: 'account', accountId: w.issuer.publicKey() });
  });
});

test('an asset contract lives on while it is used, and its balances too', () => {
  const w = new AssetWorld();
  const holder = w.ledger.deploy(accountWasm, [bytes(new Uint8Array(32))]);
  w.mint(holder, 1n);
  const liveUntil = () =>
    [...w.ledger.entries.values()]
      .filter(({ entry }) => entry.type === 'contractData' && entry.contract === w.contract)
      .map((stored) => stored.liveUntil! - w.ledger.info.sequence);
  expect(liveUntil()).toEqual([7 * 17_280, 30 * 17_280]);
  w.ledger.advance(17_279);
  expect(w.read('balance', addr(holder))).toEqual(i128(1n));
  expect(liveUntil()).toEqual([6 * 17_280 + 1, 29 * 17_280 + 1]);
  w.ledger.advance(1);
  expect(w.read('decimals')).toEqual(u32(7));
  w.read('balance', addr(holder));
  expect(liveUntil()).toEqual([7 * 17_280, 30 * 17_280]);
});
