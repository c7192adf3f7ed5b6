import { Address, scValToNative, Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk/base';

/** A value as a contract is given it: structs are objects, and cases of a union a list that begins with their name. */
export type CallValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly CallValue[]
  | { readonly [field: string]: CallValue };

/** What the page said will be signed, in the words of the contract. */
export interface PromisedCall {
  networkPassphrase: string;
  /** Whose transaction it is. */
  source: string;
  contract: string;
  entry: string;
  args: readonly CallValue[];
  /** What it calls in the account's name, and is signed along: just these, in order. Nothing unless said. */
  below?: readonly CallBelow[];
  /** What its account pays to the Stellar network at most. */
  feeStroops: string;
  /** When it ends. */
  validUntil: string;
}

export type CallBelow = Pick<PromisedCall, 'contract' | 'entry' | 'args'>;

/** Reads the envelope, and answers what it says other than promised; undefined when it says just that. */
export function differenceFrom(envelope: string, promised: PromisedCall): string | undefined {
  const { source, contract, entry, args, feeStroops, validUntil } = promised;
  const expected = [source, contract, entry, ...args.map(textOf), `fee ${feeStroops}`, `until ${validUntil}`];
  const found = describeCall(envelope, promised.networkPassphrase, promised.below);
  const isSame = found.length === expected.length && found.every((part, place) => part === expected[place]);
  return isSame ? undefined : `“${found.join(' ')}” and not “${expected.join(' ')}”`;
}

/** The hash that is signed: a wallet may add signatures to it, and change nothing. */
export function hashOf(envelope: string, networkPassphrase: string): string {
  return toHex(TransactionBuilder.fromXdr(envelope, networkPassphrase).hash());
}

/** What a transaction authorizes, in words: its account, contract, entry and arguments, its fee and end. */
export function describeCall(envelope: string, networkPassphrase: string, below: readonly CallBelow[] = []): string[] {
  let transaction: ReturnType<typeof TransactionBuilder.fromXdr>;
  try {
    transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  } catch {
    return ['no transaction'];
  }
  if (!(transaction instanceof Transaction)) return ['a fee bump'];
  const [operation, ...more] = transaction.operations;
  if (more.length > 0 || operation?.type !== 'invokeHostFunction') return ['no single call of a contract'];
  if (operation.source !== undefined && operation.source !== transaction.source) return ['a call of another account'];
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return ['no call of a contract'];
  if (!(operation.auth ?? []).every((entry) => authorizesOnly(entry, func.invokeContract, below)))
    return ['a call that authorizes more than itself'];
  const end = Number(transaction.timeBounds?.maxTime);
  return [
    transaction.source,
    ...callIn(func.invokeContract),
    `fee ${transaction.fee}`,
    end > 0 ? `until ${new Date(end * 1000).toISOString()}` : 'without an end',
  ];
}

/** How many entries of the ledger the transaction brings back that the network had archived (CAP-66); its fee has their rent in it. */
export function restoredBy(envelope: string, networkPassphrase: string): number {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const { ext } = (transaction instanceof Transaction ? transaction : transaction.innerTransaction).tx;
  if (ext.type !== 'sorobanData') return 0;
  const resources = ext.value.ext;
  return resources.type === 'resourceExt' ? resources.value.archivedSorobanEntries.length : 0;
}

/** What a transaction calls, whoever authorizes it. */
export interface ReadCall {
  /** Hex: recomputed from the envelope. */
  hash: string;
  source: string;
  contract: string;
  entry: string;
  args: readonly string[];
  feeStroops: string;
  /** ISO 8601; undefined where it has no end. */
  validUntil: string | undefined;
}

/** Reads the envelope, of a fee bump what it pays for; undefined where that is no single call of a contract. */
export function readCall(envelope: string, networkPassphrase: string): ReadCall | undefined {
  const outer = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const transaction = outer instanceof Transaction ? outer : outer.innerTransaction;
  const [operation, ...more] = transaction.operations;
  if (more.length > 0 || operation?.type !== 'invokeHostFunction') return undefined;
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return undefined;
  const [contract = '', entry = '', ...args] = callIn(func.invokeContract);
  const end = Number(transaction.timeBounds?.maxTime);
  return {
    ...{ hash: toHex(outer.hash()), source: transaction.source, contract, entry, args, feeStroops: String(outer.fee) },
    validUntil: end > 0 ? new Date(end * 1000).toISOString() : undefined,
  };
}

/**
 * By the account itself, this call, and below it just what belongs to it: whatever stands here is signed along, so that a contract of
 * somebody else's could be called, and the holder's tokens moved from within it.
 */
function authorizesOnly(
  { credentials, rootInvocation }: xdr.SorobanAuthorizationEntry,
  call: xdr.InvokeContractArgs,
  below: readonly CallBelow[],
): boolean {
  const { function: authorized, subInvocations } = rootInvocation;
  return (
    credentials.type === 'sorobanCredentialsSourceAccount' &&
    authorized.type === 'sorobanAuthorizedFunctionTypeContractFn' &&
    authorized.value.toXdr('base64') === call.toXdr('base64') &&
    subInvocations.length === below.length &&
    subInvocations.every((invocation, place) => isCall(invocation, below[place]))
  );
}

function isCall(invocation: xdr.SorobanAuthorizedInvocation, promised: CallBelow | undefined): boolean {
  const { function: authorized, subInvocations } = invocation;
  if (!promised || subInvocations.length > 0 || authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn')
    return false;
  const found = callIn(authorized.value);
  const expected = [promised.contract, promised.entry, ...promised.args.map(textOf)];
  return found.length === expected.length && found.every((part, place) => part === expected[place]);
}

/** Contract, entry and arguments, as text. */
export const callIn = ({ contractAddress, functionName, args }: xdr.InvokeContractArgs): string[] => [
  Address.fromScAddress(contractAddress).toString(),
  functionName.toString(),
  ...args.map((value) => textOf(scValToNative(value))),
];

/** The same text for the same value, whether it was decoded or written down: digits for numbers of any size, hex for bytes. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, of]) => `${name}: ${textOf(of)}`).join(', ')}}`;
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
