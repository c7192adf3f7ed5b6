import {
  Address,
  buildAuthorizationEntryPreimage,
  hash,
  Keypair,
  nativeToScVal,
  StrKey,
  scValToNative,
  xdr,
} from '@stellar/stellar-sdk';

export type Entry = xdr.SorobanAuthorizationEntry;

export const decodeEntries = (text: string): Entry[] => xdr.decodeArray(xdr.SorobanAuthorizationEntry, text, 'base64');
export const encodeEntries = (entries: readonly Entry[]): string =>
  xdr.encodeArray(xdr.SorobanAuthorizationEntry, entries, 'base64');

export function credentialsOf({ credentials }: Entry): xdr.SorobanAddressCredentials | undefined {
  if (credentials.type === 'sorobanCredentialsAddress') return credentials.address;
  return credentials.type === 'sorobanCredentialsAddressV2' ? credentials.addressV2 : undefined;
}

/** Whom an entry is of. */
export function addressOf(entry: Entry): string | undefined {
  const { address } = credentialsOf(entry) ?? {};
  return address && Address.fromScAddress(address).toString();
}

export interface Call {
  contract: string;
  function: string;
  args: readonly xdr.ScVal[];
}

/** The contract's function that an entry authorizes; undefined for anything else. */
export function callOf({ rootInvocation }: Entry): Call | undefined {
  const { function: called } = rootInvocation;
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') return undefined;
  const { contractAddress, functionName, args } = called.value;
  return { contract: Address.fromScAddress(contractAddress).toString(), function: functionName.toString(), args };
}

/** The one map of symbols to strings that the call takes; undefined where it is something else. */
export function argumentsOf(entry: Entry): Record<string, string> | undefined {
  const [map, ...more] = callOf(entry)?.args ?? [];
  if (map?.type !== 'scvMap' || more.length > 0 || !map.value) return undefined;
  const isPlain = map.value.every(({ key, val }) => key.type === 'scvSymbol' && val.type === 'scvString');
  return isPlain ? (scValToNative(map) as Record<string, string>) : undefined;
}

/** The same entry with another call, or other calls below it. */
export function withCall(entry: Entry, change: Partial<Call> & { below?: Entry[] }): Entry {
  const call = { ...callOf(entry)!, ...change };
  const invoke = new xdr.InvokeContractArgs({
    contractAddress: new Address(call.contract).toScAddress(),
    functionName: call.function,
    args: [...call.args],
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: entry.credentials,
    rootInvocation: new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(invoke),
      subInvocations: (change.below ?? []).map(({ rootInvocation }) => rootInvocation),
    }),
  });
}

/** With other arguments; undefined takes one away. */
export function withArguments(entry: Entry, change: Record<string, string | undefined>): Entry {
  const args = Object.entries({ ...argumentsOf(entry), ...change })
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    // As the ledger orders the keys of a map.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val: xdr.ScVal.scvString(value) }));
  return withCall(entry, { args: [xdr.ScVal.scvMap(args)] });
}

/** With other credentials. */
export function withCredentials(
  entry: Entry,
  change: Partial<Pick<xdr.SorobanAddressCredentials, 'address' | 'nonce' | 'signature' | 'signatureExpirationLedger'>>,
): Entry {
  const { address, nonce, signature, signatureExpirationLedger } = credentialsOf(entry)!;
  const credentials = new xdr.SorobanAddressCredentials({
    address,
    nonce,
    signature,
    signatureExpirationLedger,
    ...change,
  });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: entry.rootInvocation,
  });
}

function payloadOf(entry: Entry, validUntilLedger: number, passphrase: string): Uint8Array {
  return hash(buildAuthorizationEntryPreimage(entry, validUntilLedger, passphrase).toXdr());
}

/** Whether an account's own key signed it (CAP-46-11). */
export function isSignedByKey(entry: Entry, account: string, passphrase: string): boolean {
  const { signature, signatureExpirationLedger } = credentialsOf(entry) ?? {};
  if (!signature || signatureExpirationLedger === undefined) return false;
  const signatures: unknown = scValToNative(signature);
  if (!Array.isArray(signatures)) return false;
  const payload = payloadOf(entry, Number(signatureExpirationLedger), passphrase);
  return signatures.some((one: { public_key?: Uint8Array; signature?: Uint8Array } | null) => {
    if (!one?.public_key || !one.signature) return false;
    const by = StrKey.encodeEd25519PublicKey(one.public_key);
    return by === account && Keypair.fromPublicKey(by).verify(Buffer.from(payload), Buffer.from(one.signature));
  });
}

/** How a contract account takes the signature of its key: 64 bytes, a list as of an account of keys, or none at all. */
export const signatureKinds = ['bytes', 'list', 'none'] as const;
export type SignatureKind = (typeof signatureKinds)[number];

export function signed(
  entry: Entry,
  {
    key,
    kind,
    validUntilLedger,
    passphrase,
  }: { key: Keypair; kind: SignatureKind; validUntilLedger: number; passphrase: string },
): Entry {
  if (kind === 'none') return withCredentials(entry, { signatureExpirationLedger: validUntilLedger });
  const bytes = key.sign(Buffer.from(payloadOf(entry, validUntilLedger, passphrase)));
  const list = [{ public_key: key.rawPublicKey(), signature: bytes }];
  const type = { public_key: ['symbol', null], signature: ['symbol', null] };
  const signature =
    kind === 'bytes'
      ? xdr.ScVal.scvBytes(bytes)
      : xdr.ScVal.scvVec(list.map((one) => nativeToScVal(one, { type } as object)));
  return withCredentials(entry, { signature, signatureExpirationLedger: validUntilLedger });
}
