import {
  Address,
  buildAuthorizationEntryPreimage,
  hash,
  Keypair,
  nativeToScVal,
  StrKey,
  xdr,
} from '@stellar/stellar-sdk/base';
import { type CallBelow, type CallValue, callIn, textOf } from './read-call.ts';

/** What the page said will be signed, where somebody else's transaction carries it and pays for it. */
export interface PromisedAuthorization {
  networkPassphrase: string;
  /** Who signs. */
  source: string;
  contract: string;
  entry: string;
  args: readonly CallValue[];
  /** What it calls in the account's name, and is signed along: just these, in order. Nothing unless said. */
  below?: readonly CallBelow[];
  /** The last ledger at which it authorizes anything. */
  validUntilLedger: number;
}

/** Reads the authorization, and answers what it says other than promised; undefined when it says just that. */
export function differenceFromAuthorization(
  authorization: string,
  promised: PromisedAuthorization,
): string | undefined {
  const { source, contract, entry, args, below = [], validUntilLedger } = promised;
  const expected = [
    source,
    ...[contract, entry, ...args.map(textOf)],
    ...below.flatMap((call) => ['>', call.contract, call.entry, ...call.args.map(textOf)]),
    `until ledger ${validUntilLedger}`,
  ];
  const found = describeAuthorization(authorization);
  const isSame = found.length === expected.length && found.every((part, place) => part === expected[place]);
  return isSame ? undefined : `“${found.join(' ')}” and not “${expected.join(' ')}”`;
}

/** What an entry authorizes, in words: whose, contract, entry and arguments, what is called below, and its end. */
function describeAuthorization(authorization: string): string[] {
  const entry = parse(authorization);
  const credentials = entry && credentialsOf(entry);
  if (!entry || !credentials) return ['no authorization of an address'];
  const { function: authorized, subInvocations } = entry.rootInvocation;
  if (authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn') return ['no call of a contract'];
  if (subInvocations.some((below) => below.subInvocations.length > 0)) return ['calls below what it calls'];
  return [
    Address.fromScAddress(credentials.address).toString(),
    ...callIn(authorized.value),
    ...subInvocations.flatMap(({ function: below }) => [
      '>',
      ...(below.type === 'sorobanAuthorizedFunctionTypeContractFn'
        ? callIn(below.value)
        : ['the creation of a contract']),
    ]),
    `until ledger ${credentials.signatureExpirationLedger}`,
  ];
}

/** What a wallet is asked to sign (SEP-43 `signAuthEntry`): base64 XDR of the preimage. */
export const preimageOf = (authorization: string, networkPassphrase: string): string =>
  preimage(authorization, networkPassphrase).toXdr('base64');

/** The hash of that, whose signature counts. */
export const authorizationHash = (authorization: string, networkPassphrase: string): Uint8Array =>
  hash(preimage(authorization, networkPassphrase).toXdr());

/** With the signature of the account's key (CAP-46-11); undefined for one that is not that key's over this. */
export function withSignature(
  authorization: string,
  networkPassphrase: string,
  account: string,
  signature: Uint8Array,
): string | undefined {
  if (!Keypair.fromPublicKey(account).verify(authorizationHash(authorization, networkPassphrase), signature))
    return undefined;
  return signedAs(
    authorization,
    xdr.ScVal.scvVec([
      nativeToScVal(
        { public_key: StrKey.decodeEd25519PublicKey(account), signature },
        { type: { public_key: ['symbol', null], signature: ['symbol', null] } },
      ),
    ]),
  );
}

/** What a browser's passkey answers (WebAuthn Level 2, §5.2.2). */
export interface PasskeyAssertion {
  authenticatorData: Uint8Array;
  clientDataJson: Uint8Array;
  /** r and s, 32 bytes each, s in the lower half. */
  signature: Uint8Array;
}

/** With the assertion of a passkey over `authorizationHash`, as the account of a passkey takes it. */
export function withPasskeyAssertion(authorization: string, asserted: PasskeyAssertion): string {
  const { authenticatorData, clientDataJson, signature } = asserted;
  const fields = { authenticator_data: authenticatorData, client_data_json: clientDataJson, signature };
  const type = Object.fromEntries(Object.keys(fields).map((name) => [name, ['symbol', null]]));
  return signedAs(authorization, nativeToScVal(fields, { type: type as never }));
}

/** The address of the contract that the deployer makes with the salt on this network (CAP-46-02), before it is there. */
export function contractAddressOf(networkPassphrase: string, deployer: string, salt: Uint8Array): string {
  const contractIdPreimage = xdr.ContractIdPreimage.contractIdPreimageFromAddress(
    new xdr.ContractIdPreimageFromAddress({ address: Address.fromString(deployer).toScAddress(), salt }),
  );
  const preimageOfId = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: hash(new TextEncoder().encode(networkPassphrase)),
      contractIdPreimage,
    }),
  );
  return StrKey.encodeContract(hash(preimageOfId.toXdr()));
}

function signedAs(authorization: string, signature: xdr.ScVal): string {
  const entry = parse(authorization)!;
  const { address, nonce, signatureExpirationLedger } = credentialsOf(entry)!;
  const signed = new xdr.SorobanAddressCredentials({
    ...{ address, nonce, signatureExpirationLedger, signature },
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials:
      entry.credentials.type === 'sorobanCredentialsAddressV2'
        ? xdr.SorobanCredentials.sorobanCredentialsAddressV2(signed)
        : xdr.SorobanCredentials.sorobanCredentialsAddress(signed),
    rootInvocation: entry.rootInvocation,
  }).toXdr('base64');
}

function preimage(authorization: string, networkPassphrase: string): xdr.HashIdPreimage {
  const entry = parse(authorization)!;
  const { signatureExpirationLedger } = credentialsOf(entry)!;
  return buildAuthorizationEntryPreimage(entry, Number(signatureExpirationLedger), networkPassphrase);
}

function parse(authorization: string): xdr.SorobanAuthorizationEntry | undefined {
  try {
    return xdr.SorobanAuthorizationEntry.fromXdr(authorization, 'base64');
  } catch {
    // Whatever it is, nobody signs it.
    return undefined;
  }
}

function credentialsOf({ credentials }: xdr.SorobanAuthorizationEntry): xdr.SorobanAddressCredentials | undefined {
  if (credentials.type === 'sorobanCredentialsAddress') return credentials.address;
  return credentials.type === 'sorobanCredentialsAddressV2' ? credentials.addressV2 : undefined;
}
