import {
  Address,
  authorizeEntry,
  hash,
  Keypair,
  Networks,
  nativeToScVal,
  StrKey,
  scValToNative,
  xdr,
} from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import {
  contractAddressOf,
  differenceFromAuthorization,
  type PromisedAuthorization,
  preimageOf,
  withPasskeyAssertion,
  withSignature,
} from './read-authorization.ts';

const key = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 1));
const holder = key.publicKey();
const other = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 2)).publicKey();
const contractOf = (byte: number) => StrKey.encodeContract(new Uint8Array(32).fill(byte));
const [router, token] = [contractOf(3), contractOf(6)];

const promised: PromisedAuthorization = {
  ...{ networkPassphrase: Networks.STANDALONE, source: holder, contract: router },
  ...{ entry: 'execute_cross_token_exchange', args: [holder, 80_000n], validUntilLedger: 900 },
  below: [{ contract: token, entry: 'transfer', args: [holder, router, 80_000n] }],
};

const call = (contract: string, functionName: string, args: xdr.ScVal[]) =>
  new xdr.InvokeContractArgs({ contractAddress: new Address(contract).toScAddress(), functionName, args });
const invocation = (of: xdr.InvokeContractArgs, below: xdr.SorobanAuthorizedInvocation[] = []) =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(of),
    subInvocations: below,
  });
const address = (text: string) => new Address(text).toScVal();
const gift = (sats = 80_000n, to = router, below: xdr.SorobanAuthorizedInvocation[] = []) =>
  invocation(call(token, 'transfer', [address(holder), address(to), nativeToScVal(sats, { type: 'i128' })]), below);

interface Change {
  by?: string;
  contract?: string;
  entry?: string;
  user?: string;
  amount?: bigint;
  until?: number;
  below?: xdr.SorobanAuthorizedInvocation[];
  ofSource?: boolean;
}

function authorizationOf(change: Change = {}): string {
  const args = [address(change.user ?? holder), nativeToScVal(change.amount ?? 80_000n, { type: 'u64' })];
  const credentials = new xdr.SorobanAddressCredentials({
    ...{ address: new Address(change.by ?? holder).toScAddress(), nonce: 5n, signature: xdr.ScVal.scvVoid() },
    signatureExpirationLedger: change.until ?? 900,
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: change.ofSource
      ? xdr.SorobanCredentials.sorobanCredentialsSourceAccount()
      : xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: invocation(
      call(change.contract ?? router, change.entry ?? promised.entry, args),
      change.below ?? [gift()],
    ),
  }).toXdr('base64');
}

test('what authorizes just what was promised is signed', () => {
  expect(differenceFromAuthorization(authorizationOf(), promised)).toBeUndefined();
});

describe('what authorizes anything else is not', () => {
  test.each<[string, Change]>([
    ['of another account', { by: other }],
    ['of another contract', { contract: token }],
    ['another entry', { entry: 'transfer' }],
    ['for another user', { user: other }],
    ['one satoshi more', { amount: 80_001n }],
    ['for longer', { until: 901 }],
    ['of the transaction’s own account', { ofSource: true }],
    ['without what belongs below it', { below: [] }],
    ['giving more below it', { below: [gift(80_001n)] }],
    ['giving to somebody else below it', { below: [gift(80_000n, other)] }],
    ['giving twice', { below: [gift(), gift()] }],
    ['and a theft below what belongs below it', { below: [gift(80_000n, router, [gift()])] }],
  ])('%s', (_, change) => expect(differenceFromAuthorization(authorizationOf(change), promised)).toContain('and not'));

  test('what is no authorization', () =>
    expect(differenceFromAuthorization('AAAA', promised)).toContain('no authorization'));
});

describe('the signature of a wallet', () => {
  const { networkPassphrase } = promised;
  const signatureOf = (by: Keypair) =>
    by.sign(hash(Buffer.from(preimageOf(authorizationOf(), networkPassphrase), 'base64')));

  test('stands in the entry as the network takes it', async () => {
    const signed = withSignature(authorizationOf(), networkPassphrase, holder, signatureOf(key));
    const entry = xdr.SorobanAuthorizationEntry.fromXdr(authorizationOf(), 'base64');
    const expected = await authorizeEntry(entry, key, 900, networkPassphrase);
    expect(signed).toBe(expected.toXdr('base64'));
  });

  test('of another key, or over something else, is not taken', () => {
    const stranger = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 2));
    expect(withSignature(authorizationOf(), networkPassphrase, holder, signatureOf(stranger))).toBeUndefined();
    expect(withSignature(authorizationOf({ until: 901 }), networkPassphrase, holder, signatureOf(key))).toBeUndefined();
  });
});

describe('an account of a passkey', () => {
  test('is signed for by what the browser answered, and nothing else of the entry changes', () => {
    const asserted = {
      authenticatorData: new Uint8Array(37).fill(7),
      clientDataJson: new TextEncoder().encode('{"type":"webauthn.get"}'),
      signature: new Uint8Array(64).fill(9),
    };
    const signed = xdr.SorobanAuthorizationEntry.fromXdr(
      withPasskeyAssertion(authorizationOf({ by: router }), asserted),
      'base64',
    );
    const { signature } = (signed.credentials as { address: xdr.SorobanAddressCredentials }).address;
    expect(Object.keys(scValToNative(signature) as object)).toEqual([
      ...['authenticator_data', 'client_data_json', 'signature'],
    ]);
    expect(
      Object.values(scValToNative(signature) as Record<string, Uint8Array>).map((bytes) => Uint8Array.from(bytes)),
    ).toEqual(Object.values(asserted));
    expect(differenceFromAuthorization(signed.toXdr('base64'), { ...promised, source: router })).toBeUndefined();
  });

  test('has the address that the network gives it (CAP-46-02)', () => {
    const [deployer, salt] = [holder, new Uint8Array(32).fill(5)];
    const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
      new xdr.HashIdPreimageContractId({
        networkId: hash(Buffer.from(Networks.STANDALONE)),
        contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
          new xdr.ContractIdPreimageFromAddress({ address: new Address(deployer).toScAddress(), salt }),
        ),
      }),
    );
    expect(contractAddressOf(Networks.STANDALONE, deployer, salt)).toBe(StrKey.encodeContract(hash(preimage.toXdr())));
    expect(contractAddressOf(Networks.TESTNET, deployer, salt)).not.toBe(
      contractAddressOf(Networks.STANDALONE, deployer, salt),
    );
  });
});
