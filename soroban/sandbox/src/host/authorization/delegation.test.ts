import { createHash } from 'node:crypto';
import { type Keypair, xdr } from '@stellar/stellar-sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { buildModule } from '../../../test/host/module-builder.ts';
import { addr, bytes, callFunction, NETWORK_ID, sym, TestLedger, u32, vec } from '../../../test/host/test-ledger.ts';
import type { InvokeResult } from '../boundary.ts';
import { addressToXdr, toScVal } from '../codec/value.ts';
import type { HostVal } from '../values/value.ts';

const I64 = 0x7e;
const [LOCAL_GET, CALL, DROP] = [0x20, 0x10, 0x1a];

/** An account whose signature is the address it delegates to, so many `times`; `outside` does so when called. */
const delegating = (times: number): Uint8Array => {
  const delegate = (parameter: number) => [LOCAL_GET, parameter, CALL, 0];
  const again = Array.from({ length: times - 1 }, () => [...delegate(1), DROP]).flat();
  return buildModule({
    protocol: 27,
    types: [
      { parameters: [I64], results: [I64] },
      { parameters: [I64, I64, I64], results: [I64] },
    ],
    imports: [{ module: 'a', name: 'a', type: 0 }],
    functions: [
      { type: 1, code: [...again, ...delegate(1)] },
      { type: 0, code: delegate(0) },
    ],
    exports: [
      { name: '__check_auth', kind: 0, index: 1 },
      { name: 'outside', kind: 0, index: 2 },
    ],
  });
};

let probe: Uint8Array;
let written: Uint8Array;
beforeAll(async () => {
  probe = await compileTestContract('probe');
  written = await compileTestContract('delegating-account');
});

type World = { ledger: TestLedger; id: string; outer: string; inner: string; alice: Keypair; bob: Keypair };

function world(times = 1, account = delegating(times)): World {
  const ledger = new TestLedger();
  const id = ledger.deploy(probe, [u32(0)], 1);
  const [outer, inner] = [ledger.deploy(account, [], 2), ledger.deploy(delegating(1), [], 3)];
  return { ledger, id, outer, inner, alice: ledger.account('alice'), bob: ledger.account('bob') };
}

const EXPIRES = 1100;
const call = (w: World, value = 1): xdr.HostFunction => callFunction(w.id, 'note', addr(w.outer), u32(value));
const invocation = (w: World, value: number): xdr.SorobanAuthorizedInvocation => {
  const f = call(w, value);
  if (f.type !== 'hostFunctionTypeInvokeContract') throw new Error(f.type);
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(f.invokeContract),
    subInvocations: [],
  });
};

/** What everybody in the tree signs: it names the outermost account, whoever signs. */
function payload(w: World, value: number, address: string | undefined = w.outer): Buffer {
  const common = {
    networkId: new xdr.Hash(NETWORK_ID),
    nonce: 7n,
    signatureExpirationLedger: EXPIRES,
    invocation: invocation(w, value),
  };
  const preimage = xdr.HashIdPreimage.envelopeTypeSorobanAuthorizationWithAddress(
    new xdr.HashIdPreimageSorobanAuthorizationWithAddress({ ...common, address: addressToXdr(address) }),
  );
  return createHash('sha256').update(preimage.toXdr()).digest();
}

function withoutAddress(w: World): Buffer {
  const preimage = xdr.HashIdPreimage.envelopeTypeSorobanAuthorization(
    new xdr.HashIdPreimageSorobanAuthorization({
      networkId: new xdr.Hash(NETWORK_ID),
      nonce: 7n,
      signatureExpirationLedger: EXPIRES,
      invocation: invocation(w, 1),
    }),
  );
  return createHash('sha256').update(preimage.toXdr()).digest();
}

type Node = { readonly address: string; readonly signature: HostVal; readonly nested?: readonly Node[] };

const toDelegate = ({ address, signature, nested = [] }: Node): xdr.SorobanDelegateSignature =>
  new xdr.SorobanDelegateSignature({
    address: addressToXdr(address),
    signature: toScVal(signature),
    nestedDelegates: nested.map(toDelegate),
  });

function signatureOf(keypair: Keypair, message: Buffer): HostVal {
  return vec({
    type: 'map',
    value: [
      [sym('public_key'), bytes(keypair.rawPublicKey())],
      [sym('signature'), bytes(keypair.sign(message))],
    ],
  });
}

const key = (keypair: Keypair, message: Buffer): Node => ({
  address: keypair.publicKey(),
  signature: signatureOf(keypair, message),
});

/** Runs the call with an entry of the outer account, which delegates to `to`. */
function run(w: World, to: string, delegates: readonly Node[], value = 1): InvokeResult {
  const addressCredentials = new xdr.SorobanAddressCredentials({
    address: addressToXdr(w.outer),
    nonce: 7n,
    signatureExpirationLedger: EXPIRES,
    signature: toScVal(addr(to)),
  });
  const entry = new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddressWithDelegates(
      new xdr.SorobanAddressCredentialsWithDelegates({
        addressCredentials,
        delegates: delegates.map(toDelegate),
      }),
    ),
    rootInvocation: invocation(w, 1),
  });
  return w.ledger.execute(call(w, value), [entry]);
}

const failure = (result: InvokeResult): string => (result.ok ? 'ok' : result.error.short);
const REFUSED = 'Error(Auth, InvalidAction)';

describe('an account that delegates its authentication (CAP-71)', () => {
  test('is authenticated by a signer the entry names', () => {
    const w = world();
    expect(failure(run(w, w.alice.publicKey(), [key(w.alice, payload(w, 1))]))).toBe('ok');
  });

  test('is written in TypeScript, and asks who signed', () => {
    const w = world(1, written);
    expect(failure(run(w, w.alice.publicKey(), [key(w.alice, payload(w, 1))]))).toBe('ok');
    expect(failure(run(w, w.bob.publicKey(), [key(w.alice, payload(w, 1))]))).toBe(REFUSED);
    expect(failure(run(w, w.alice.publicKey(), [{ ...key(w.alice, payload(w, 1)), address: w.bob.publicKey() }]))).toBe(
      REFUSED,
    );
  });

  test('is authenticated through an account that delegates as well', () => {
    const w = world();
    const nested = [key(w.alice, payload(w, 1))];
    expect(failure(run(w, w.inner, [{ address: w.inner, signature: addr(w.alice), nested }]))).toBe('ok');
  });

  test.each<[string, (w: World) => [to: string, delegates: Node[], value?: number]]>([
    ['a signature of other arguments', (w) => [w.alice.publicKey(), [key(w.alice, payload(w, 2))]]],
    ['a call with other arguments', (w) => [w.alice.publicKey(), [key(w.alice, payload(w, 1))], 2]],
    ['a payload that does not name the account', (w) => [w.alice.publicKey(), [key(w.alice, withoutAddress(w))]]],
    [
      'a payload that names the delegate in place of the account',
      (w) => [w.alice.publicKey(), [key(w.alice, payload(w, 1, w.alice.publicKey()))]],
    ],
    ['a signer that the entry does not name', (w) => [w.bob.publicKey(), [key(w.alice, payload(w, 1))]]],
    ['no signers at all', (w) => [w.alice.publicKey(), []]],
    [
      'the signature of another',
      (w) => [w.alice.publicKey(), [{ address: w.alice.publicKey(), signature: signatureOf(w.bob, payload(w, 1)) }]],
    ],
    [
      'a nested signer that is named at the top',
      (w) => [w.inner, [key(w.alice, payload(w, 1)), { address: w.inner, signature: addr(w.alice) }]],
    ],
    ['itself as its signer', (w) => [w.outer, [{ address: w.outer, signature: addr(w.outer) }]]],
    [
      'itself as the signer of its signer',
      (w) => [
        w.inner,
        [
          {
            address: w.inner,
            signature: addr(w.outer),
            nested: [{ address: w.outer, signature: addr(w.alice), nested: [key(w.alice, payload(w, 1))] }],
          },
        ],
      ],
    ],
  ])('refuses %s', (_, given) => {
    const w = world();
    expect(failure(run(w, ...given(w)))).toBe(REFUSED);
  });

  test('may ask each signer once', () => {
    const w = world(2);
    expect(failure(run(w, w.alice.publicKey(), [key(w.alice, payload(w, 1))]))).toBe(REFUSED);
  });

  test('can do so only while it is authenticated', () => {
    const w = world();
    expect(w.ledger.call(w.outer, 'outside', addr(w.alice))).toBe('Error(Context, InvalidAction)');
  });

  test.each<[string, (a: Node, b: Node) => Node[]]>([
    ['twice', (a) => [a, a]],
    ['out of order', (a, b) => [b, a]],
    ['twice below another', (a, b) => [{ ...a, nested: [b, b] }]],
  ])('is refused before anything runs when signers are named %s', (_, arrange) => {
    const w = world();
    const [a, b] = [w.alice, w.bob]
      .map((keypair) => key(keypair, payload(w, 1)))
      .sort((x, y) => {
        const raw = (node: Node) => (node.address === w.alice.publicKey() ? w.alice : w.bob).rawPublicKey();
        return Buffer.compare(raw(x), raw(y));
      });
    expect(failure(run(w, w.alice.publicKey(), arrange(a!, b!)))).toBe('Error(Auth, InvalidInput)');
  });
});
