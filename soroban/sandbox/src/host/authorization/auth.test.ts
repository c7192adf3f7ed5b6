import { authorizeEntry, type Keypair, xdr } from '@stellar/stellar-sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { addr, bytes, callFunction, keypairOf, sym, TestLedger, u32, vec } from '../../../test/host/test-ledger.ts';
import type { InvokeResult } from '../boundary.ts';
import { toScVal } from '../codec/value.ts';
import type { HostVal } from '../values/value.ts';
import { VOID } from '../values/value.ts';

const PASSPHRASE = 'Standalone Network ; February 2017';
type Entry = xdr.SorobanAuthorizationEntry;

let wasm: Uint8Array;
let accountWasm: Uint8Array;
beforeAll(async () => {
  [wasm, accountWasm] = [await compileTestContract('probe'), await compileTestContract('account')];
});

type World = { ledger: TestLedger; id: string; other: string; alice: Keypair; bob: Keypair };

function world(): World {
  const ledger = new TestLedger();
  const [id, other] = [ledger.deploy(wasm, [u32(0)], 1), ledger.deploy(wasm, [u32(0)], 2)];
  return { ledger, id, other, alice: ledger.account('alice'), bob: ledger.account('bob') };
}

const note = (w: World, value = 1): xdr.HostFunction => callFunction(w.id, 'note', addr(w.alice), u32(value));
const noteBoth = (w: World, value = 1): xdr.HostFunction =>
  callFunction(w.id, 'note_and_forward', addr(w.alice), addr(w.other), u32(value));

function recorded(w: World, f: xdr.HostFunction): readonly Entry[] {
  const result = w.ledger.run(f);
  if (!result.ok) throw result.error;
  return result.auth;
}

const expiry = (w: World, ledgers = 100): number => w.ledger.info.sequence + ledgers;

async function signed(w: World, f: xdr.HostFunction, signer = w.alice, expires = expiry(w)): Promise<Entry[]> {
  return Promise.all(recorded(w, f).map((entry) => authorizeEntry(entry, signer, expires, PASSPHRASE)));
}

/** The credentials of an entry with some fields replaced, its signature kept. */
function tampered(entry: Entry, changes: Partial<xdr.SorobanAddressCredentials>): Entry {
  if (entry.credentials.type !== 'sorobanCredentialsAddress') throw new Error(entry.credentials.type);
  const { address, nonce, signatureExpirationLedger, signature } = entry.credentials.address;
  const credentials = new xdr.SorobanAddressCredentials({
    address,
    nonce,
    signatureExpirationLedger,
    signature,
    ...changes,
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: entry.rootInvocation,
  });
}

const only = <T>(items: readonly T[]): T => {
  if (items.length !== 1) throw new Error(`expected one, got ${items.length}`);
  return items[0]!;
};

const failure = (result: InvokeResult): string => (result.ok ? 'ok' : result.error.short);

describe('an address is authorized', () => {
  test('by its signature over the call', async () => {
    const w = world();
    const result = w.ledger.execute(note(w), await signed(w, note(w)));
    expect(result).toMatchObject({ ok: true, events: [{ topics: [sym('noted'), addr(w.alice)], data: u32(1) }] });
  });

  test('by the signatures of the transaction, when it is the source account', () => {
    const w = world();
    const f = callFunction(w.id, 'note', addr(w.ledger.source), u32(1));
    const entry = only(recorded(w, f));
    expect(entry.credentials.type).toBe('sorobanCredentialsSourceAccount');
    expect(failure(w.ledger.execute(f, [entry]))).toBe('ok');
    expect(failure(w.ledger.execute(f, []))).toBe('Error(Auth, InvalidAction)');
  });

  test('for arguments other than those of the call, where the contract says so', async () => {
    const w = world();
    const f = callFunction(w.id, 'note_for_args', addr(w.alice), u32(4));
    const entry = only(recorded(w, f));
    const { function: authorized } = entry.rootInvocation;
    expect(authorized.type === 'sorobanAuthorizedFunctionTypeContractFn' && authorized.contractFn.args).toHaveLength(1);
    expect(failure(w.ledger.execute(f, await signed(w, f)))).toBe('ok');
  });

  test('in nested calls by one tree with a node for each', async () => {
    const w = world();
    const entry = only(recorded(w, noteBoth(w)));
    expect(entry.rootInvocation.subInvocations).toHaveLength(1);
    expect(failure(w.ledger.execute(noteBoth(w), await signed(w, noteBoth(w))))).toBe('ok');
  });

  test('twice in one call by two entries', async () => {
    const w = world();
    const f = callFunction(w.id, 'note_twice', addr(w.alice), addr(w.alice));
    const entries = await signed(w, f);
    expect(entries).toHaveLength(2);
    expect(failure(w.ledger.execute(f, entries))).toBe('ok');
  });

  test('in the middle of the call stack, without the calls above', async () => {
    const w = world();
    const args = vec(addr(w.alice), u32(3));
    const f = callFunction(w.id, 'forward', addr(w.other), sym('note'), args);
    const direct = callFunction(w.other, 'note', addr(w.alice), u32(3));
    expect(failure(w.ledger.execute(f, await signed(w, direct)))).toBe('ok');
  });

  test('with the credentials of CAP-71, whose payload names the address', async () => {
    const w = world();
    const f = note(w);
    const result = w.ledger.run(f, { record: { upgradedCredentials: true } });
    const entry = only(result.auth);
    expect(entry.credentials.type).toBe('sorobanCredentialsAddressV2');
    const good = await authorizeEntry(entry, w.alice, expiry(w), PASSPHRASE);
    expect(failure(w.ledger.execute(f, [good]))).toBe('ok');
  });
});

describe('an authorization is refused', () => {
  type Attack = (w: World) => Promise<Entry[]> | Entry[];
  const tamper =
    (changes: (w: World) => Partial<xdr.SorobanAddressCredentials>): Attack =>
    async (w) => [tampered(only(await signed(w, note(w))), changes(w))];

  test.each<[string, Attack, string]>([
    ['that is missing', () => [], 'Error(Auth, InvalidAction)'],
    ['signed by another key', (w) => signed(w, note(w), w.bob), 'Error(Auth, InvalidAction)'],
    ['that is not signed', (w) => [...recorded(w, note(w))], 'Error(Auth, InvalidAction)'],
    ['for other arguments', (w) => signed(w, note(w, 2)), 'Error(Auth, InvalidAction)'],
    [
      'for another contract',
      (w) => signed(w, callFunction(w.other, 'note', addr(w.alice), u32(1))),
      'Error(Auth, InvalidAction)',
    ],
    [
      'for another function',
      (w) => signed(w, callFunction(w.id, 'note_for_args', addr(w.alice), u32(1))),
      'Error(Auth, InvalidAction)',
    ],
    [
      'for another address',
      (w) => signed(w, callFunction(w.id, 'note', addr(w.bob), u32(1)), w.bob),
      'Error(Auth, InvalidAction)',
    ],
    [
      'for another network',
      async (w) => [await authorizeEntry(only(recorded(w, note(w))), w.alice, expiry(w), 'Other')],
      'Error(Auth, InvalidAction)',
    ],
    ['whose nonce was changed', tamper(() => ({ nonce: 5n })), 'Error(Auth, InvalidAction)'],
    [
      'whose expiration was changed',
      tamper((w) => ({ signatureExpirationLedger: expiry(w, 101) })),
      'Error(Auth, InvalidAction)',
    ],
    ['that expired', (w) => signed(w, note(w), w.alice, expiry(w, -1)), 'Error(Auth, InvalidInput)'],
    ['that expires too late', (w) => signed(w, note(w), w.alice, expiry(w, 6_312_000)), 'Error(Auth, InvalidInput)'],
    ['with no signatures', tamper(() => ({ signature: toScVal(vec()) })), 'Error(Auth, InvalidAction)'],
    ['with a signature that is no vector', tamper(() => ({ signature: toScVal(VOID) })), 'Error(Auth, InvalidAction)'],
    [
      'with the same signature twice',
      async (w) => {
        const [entry] = await signed(w, note(w));
        const credentials = entry!.credentials as xdr.SorobanCredentials & { type: 'sorobanCredentialsAddress' };
        const signature = credentials.address.signature as xdr.ScVal & { type: 'scvVec' };
        const twice = xdr.ScVal.scvVec([signature.vec![0]!, signature.vec![0]!]);
        return [tampered(entry!, { signature: twice })];
      },
      'Error(Auth, InvalidAction)',
    ],
    [
      'of an account that does not exist',
      (w) => signed(w, callFunction(w.id, 'note', addr(keypairOf('nobody')), u32(1)), keypairOf('nobody')),
      'Error(Auth, InvalidAction)',
    ],
  ])('%s', async (_, attack, error) => {
    const w = world();
    const before = w.ledger.entries.size;
    const result = w.ledger.execute(note(w), await attack(w));
    expect(failure(result)).toBe(error);
    expect(w.ledger.entries.size).toBe(before);
  });

  test('when it was used before, until its nonce expires with it', async () => {
    const w = world();
    const entries = await signed(w, note(w));
    expect(failure(w.ledger.execute(note(w), entries))).toBe('ok');
    expect(failure(w.ledger.execute(note(w), entries))).toBe('Error(Auth, ExistingValue)');
    w.ledger.advance(100);
    expect(failure(w.ledger.execute(note(w), entries))).toBe('Error(Auth, ExistingValue)');
    w.ledger.advance(1);
    expect(failure(w.ledger.execute(note(w), entries))).toBe('Error(Auth, InvalidInput)');
  });

  test('for the second of two equal calls', async () => {
    const w = world();
    const f = callFunction(w.id, 'note_twice', addr(w.alice), addr(w.alice));
    const [first] = await signed(w, f);
    expect(failure(w.ledger.execute(f, [first!]))).toBe('Error(Auth, InvalidAction)');
  });

  test('for a nested call when only the outer one was signed', async () => {
    const w = world();
    const [entry] = recorded(w, noteBoth(w));
    const bare = new xdr.SorobanAuthorizationEntry({
      credentials: entry!.credentials,
      rootInvocation: new xdr.SorobanAuthorizedInvocation({
        function: entry!.rootInvocation.function,
        subInvocations: [],
      }),
    });
    const outer = await authorizeEntry(bare, w.alice, expiry(w), PASSPHRASE);
    expect(failure(w.ledger.execute(noteBoth(w), [outer]))).toBe('Error(Auth, InvalidAction)');
  });

  test('for a nested call by an entry of its own while the tree of the caller is in use', async () => {
    const w = world();
    const outer = await signed(w, callFunction(w.id, 'note', addr(w.alice), u32(1)));
    const inner = await signed(w, callFunction(w.other, 'note', addr(w.alice), u32(1)));
    // The caller's frame is not matched by `note`, so only the nested call finds its entry.
    expect(failure(w.ledger.execute(noteBoth(w), [...outer, ...inner]))).toBe('Error(Auth, InvalidAction)');
  });

  test('after a failed attempt it is as good as new', async () => {
    const w = world();
    const inner = callFunction(w.other, 'note', addr(w.alice), u32(3));
    const entries = await signed(w, inner);
    const attempt = callFunction(w.id, 'attempt', addr(w.other), sym('note'), vec(addr(w.alice), u32(4)));
    const result = w.ledger.execute(attempt, entries);
    expect(result).toMatchObject({ ok: true, value: u32(1000) });
    expect(failure(w.ledger.execute(inner, entries))).toBe('ok');
  });

  test('outside the footprint of its nonce', async () => {
    const w = world();
    const entries = await signed(w, note(w));
    const { footprint } = w.ledger.run(note(w), { auth: entries });
    const withoutNonce = { ...footprint, readWrite: [] };
    const result = w.ledger.execute(note(w), entries, { footprint: withoutNonce });
    expect(failure(result)).toBe('Error(Storage, ExceededLimit)');
  });
});

describe('a Stellar account with several signers', () => {
  const signers = ['carol', 'dave'].map((name) => ({ key: keypairOf(name).publicKey(), weight: 1 }));

  async function multiSigned(w: World, names: readonly string[]): Promise<Entry> {
    const entry = only(recorded(w, note(w)));
    const signatures = await Promise.all(
      names.map(async (name) => {
        const one = await authorizeEntry(entry, keypairOf(name), expiry(w), PASSPHRASE);
        const credentials = one.credentials as xdr.SorobanCredentials & { type: 'sorobanCredentialsAddress' };
        const { signature } = credentials.address;
        return { name, item: (signature as xdr.ScVal & { type: 'scvVec' }).vec![0]!, signed: one };
      }),
    );
    const ordered = signatures.toSorted((a, b) =>
      Buffer.compare(keypairOf(a.name).rawPublicKey(), keypairOf(b.name).rawPublicKey()),
    );
    return tampered(ordered[0]!.signed, { signature: xdr.ScVal.scvVec(ordered.map((s) => s.item)) });
  }

  test.each<[string, readonly string[], readonly [number, number, number, number], string]>([
    ['is authorized when weights reach the medium threshold', ['carol', 'dave'], [0, 0, 2, 3], 'ok'],
    ['is not below the medium threshold', ['carol'], [0, 0, 2, 3], 'Error(Auth, InvalidAction)'],
    [
      'is not by a key that is no signer, whatever the others weigh',
      ['carol', 'dave', 'bob'],
      [0, 0, 2, 3],
      'Error(Auth, InvalidAction)',
    ],
    ['is not by a master key without weight', ['alice'], [0, 0, 0, 0], 'Error(Auth, InvalidAction)'],
    ['counts the master key with its weight', ['alice', 'carol'], [1, 0, 2, 3], 'ok'],
  ])('%s', async (_, names, thresholds, expected) => {
    const w = world();
    w.ledger.account('alice', { thresholds, signers });
    const result = w.ledger.execute(note(w), [await multiSigned(w, names)]);
    expect(failure(result)).toBe(expected);
  });

  test('needs its signatures in the order of the keys', async () => {
    const w = world();
    w.ledger.account('alice', { thresholds: [0, 0, 2, 2], signers });
    const entry = await multiSigned(w, ['carol', 'dave']);
    const credentials = entry.credentials as xdr.SorobanCredentials & { type: 'sorobanCredentialsAddress' };
    const signature = credentials.address.signature as xdr.ScVal & { type: 'scvVec' };
    const reversed = tampered(entry, { signature: xdr.ScVal.scvVec(signature.vec!.toReversed()) });
    expect(failure(w.ledger.execute(note(w), [reversed]))).toBe('Error(Auth, InvalidAction)');
  });
});

describe('a contract authorizes', () => {
  test('the calls it makes itself', () => {
    const w = world();
    const f = callFunction(w.id, 'forward', addr(w.other), sym('note'), vec(addr(w.id), u32(1)));
    expect(failure(w.ledger.execute(f, []))).toBe('ok');
  });

  test('nothing for those who call it', () => {
    const w = world();
    const f = callFunction(w.id, 'forward', addr(w.other), sym('note'), vec(addr(w.other), u32(1)));
    expect(failure(w.ledger.execute(f, []))).toBe('Error(Auth, InvalidAction)');
  });

  test('calls deeper down that it lists, with exactly these arguments', () => {
    const w = world();
    const third = w.ledger.deploy(wasm, [u32(0)], 3);
    const through = (value: number, authorized: number): xdr.HostFunction =>
      callFunction(w.id, 'note_through', addr(w.other), addr(third), u32(value), u32(authorized));
    expect(failure(w.ledger.execute(through(8, 8), []))).toBe('ok');
    expect(failure(w.ledger.execute(through(8, 9), []))).toBe('Error(Auth, InvalidAction)');
  });
});

describe('a contract authorizes a tree of calls (authorize_as_curr_contract)', () => {
  const tree = (w: World, value: number, listed: number): xdr.HostFunction => {
    const [middle, last] = [w.ledger.deploy(wasm, [u32(0)], 3), w.ledger.deploy(wasm, [u32(0)], 4)];
    return callFunction(w.id, 'note_through_tree', addr(w.other), addr(middle), addr(last), u32(value), u32(listed));
  };

  test('and each call below is covered by its node', () => {
    const w = world();
    const result = w.ledger.execute(tree(w, 5, 5), []);
    expect(result).toMatchObject({ ok: true, events: [{ topics: [sym('noted'), addr(w.id)], data: u32(5) }] });
  });

  test('and no call with other arguments than its node', () => {
    const w = world();
    expect(failure(w.ledger.execute(tree(w, 5, 6), []))).toBe('Error(Auth, InvalidAction)');
  });

  test('that ends with the call that made it', () => {
    const w = world();
    expect(failure(w.ledger.execute(tree(w, 5, 5), []))).toBe('ok');
    const later = callFunction(w.other, 'note', addr(w.id), u32(5));
    expect(failure(w.ledger.execute(later, []))).toBe('Error(Auth, InvalidAction)');
  });
});

describe('a custom account', () => {
  function withAccount(): World & { account: string } {
    const w = world();
    const account = w.ledger.deploy(accountWasm, [bytes(w.alice.rawPublicKey())], 7);
    return { ...w, account };
  }

  async function signedBy(w: World, f: xdr.HostFunction, signer: Keypair): Promise<Entry> {
    const entry = only(recorded(w, f));
    const byKey = await authorizeEntry(entry, signer, expiry(w), PASSPHRASE);
    const credentials = byKey.credentials as xdr.SorobanCredentials & { type: 'sorobanCredentialsAddress' };
    const signature = credentials.address.signature as xdr.ScVal & { type: 'scvVec' };
    const pair = signature.vec![0] as xdr.ScVal & { type: 'scvMap' };
    return tampered(byKey, { signature: pair.map![1]!.val });
  }

  test('decides in __check_auth, and sees what is authorized', async () => {
    const w = withAccount();
    const f = callFunction(w.id, 'note_and_forward', addr(w.account), addr(w.other), u32(1));
    expect(failure(w.ledger.execute(f, [await signedBy(w, f, w.alice)]))).toBe('ok');
    expect(w.ledger.call(w.account, 'contexts')).toEqual(u32(2));
  });

  test('refuses the signature of another key', async () => {
    const w = withAccount();
    const f = callFunction(w.id, 'note', addr(w.account), u32(1));
    expect(failure(w.ledger.execute(f, [await signedBy(w, f, w.bob)]))).toBe('Error(Auth, InvalidAction)');
  });

  test('is not asked by calling __check_auth', () => {
    const w = withAccount();
    const args: HostVal[] = [bytes(new Uint8Array(32)), bytes(new Uint8Array(64)), vec()];
    expect(w.ledger.call(w.account, '__check_auth', ...args)).toBe('Error(Context, InvalidAction)');
  });

  test('without __check_auth authorizes nothing', async () => {
    const w = world();
    const f = callFunction(w.id, 'note', addr(w.other), u32(1));
    const entry = await signedBy(w, f, w.alice);
    expect(failure(w.ledger.execute(f, [entry]))).toBe('Error(Auth, InvalidAction)');
  });
});

describe('recording', () => {
  test('gives what execution needs, signatures apart', async () => {
    const w = world();
    const result = w.ledger.run(noteBoth(w));
    const entries = await signed(w, noteBoth(w));
    // A recorded nonce is part of the footprint, so the same recording must be signed and executed.
    const mine = await Promise.all(result.auth.map((entry) => authorizeEntry(entry, w.alice, expiry(w), PASSPHRASE)));
    expect(mine).toHaveLength(entries.length);
    expect(failure(w.ledger.run(noteBoth(w), { auth: mine, footprint: result.footprint }))).toBe('ok');
    expect(result.footprint.readOnly).toContainEqual({ type: 'account', accountId: w.alice.publicKey() });
  });

  test('can refuse what does not start at the root', () => {
    const w = world();
    const f = callFunction(w.id, 'forward', addr(w.other), sym('note'), vec(addr(w.alice), u32(1)));
    expect(failure(w.ledger.run(f))).toBe('ok');
    expect(failure(w.ledger.run(f, { record: { rootOnly: true } }))).toBe('Error(Auth, InvalidAction)');
    expect(failure(w.ledger.run(noteBoth(w), { record: { rootOnly: true } }))).toBe('ok');
  });

  test('forgets what a failed call asked for', () => {
    const w = world();
    const attempt = callFunction(
      w.id,
      'attempt',
      addr(w.other),
      sym('note_and_forward'),
      vec(addr(w.alice), addr(w.other), u32(1)),
    );
    const result = w.ledger.run(attempt);
    expect(result).toMatchObject({ ok: true, value: u32(1000) });
    expect(result.auth).toEqual([]);
  });
});

test('create-contract is authorized by its deployer alone', async () => {
  const w = world();
  const { createFunction } = await import('../../../test/host/test-ledger.ts');
  const f = createFunction(w.alice.publicKey(), wasm, [u32(1)], 5);
  expect(failure(w.ledger.execute(f, []))).toBe('Error(Auth, InvalidAction)');
  expect(failure(w.ledger.execute(f, await signed(w, f, w.bob)))).toBe('Error(Auth, InvalidAction)');
  const other = createFunction(w.alice.publicKey(), wasm, [u32(2)], 5);
  expect(failure(w.ledger.execute(f, await signed(w, other)))).toBe('Error(Auth, InvalidAction)');
  expect(failure(w.ledger.execute(f, await signed(w, f)))).toBe('ok');
});
