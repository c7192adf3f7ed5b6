import { Address, scValToNative, Transaction, TransactionBuilder } from './stellar.ts';

/** What the page said will be signed, in the words of the contract. */
export interface PromisedCall {
  networkPassphrase: string;
  /** Whose transaction it is. */
  source: string;
  contract: string;
  entry: string;
  args: readonly (string | bigint)[];
}

/** Reads the envelope, and answers what it says other than promised; undefined when it says just that. */
export function differenceFrom(envelope: string, promised: PromisedCall): string | undefined {
  const { source, contract, entry, args } = promised;
  const expected = [source, contract, entry, ...args].join(' ');
  const found = describe(envelope, promised.networkPassphrase);
  return found === expected ? undefined : `“${found}” and not “${expected}”`;
}

/** The hash that is signed: a wallet may add signatures to it, and change nothing. */
export function hashOf(envelope: string, networkPassphrase: string): string {
  return toHex(TransactionBuilder.fromXdr(envelope, networkPassphrase).hash());
}

function describe(envelope: string, networkPassphrase: string): string {
  let transaction: ReturnType<typeof TransactionBuilder.fromXdr>;
  try {
    transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  } catch {
    return 'no transaction';
  }
  if (!(transaction instanceof Transaction)) return 'a fee bump';
  const [operation, ...more] = transaction.operations;
  if (more.length > 0 || operation?.type !== 'invokeHostFunction') return 'no single call of a contract';
  if (operation.source !== undefined && operation.source !== transaction.source) return 'a call of another account';
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return 'no call of a contract';
  const isForOthers = (operation.auth ?? []).some(
    ({ credentials }) => credentials.type !== 'sorobanCredentialsSourceAccount',
  );
  if (isForOthers) return 'a call that others authorize too';
  const { contractAddress, functionName, args } = func.invokeContract;
  const called = Address.fromScAddress(contractAddress).toString();
  return [
    transaction.source,
    called,
    functionName.toString(),
    ...args.map((value) => inText(scValToNative(value))),
  ].join(' ');
}

const inText = (value: unknown): string => (value instanceof Uint8Array ? toHex(value) : String(value));

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
