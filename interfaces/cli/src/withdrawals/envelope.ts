import { Address, type Keypair, scValToNative, Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';

/** What was asked for, in the words of the contract. */
export interface WantedCall {
  /** Whose transaction it is. */
  source: string;
  contract: string;
  entry: string;
  /** Bytes as hex. */
  args: readonly unknown[];
  /** What it calls in the user's name, and is authorized along with it; nothing unless said. */
  below?: readonly Omit<WantedCall, 'source' | 'below'>[];
}

/** Signs what the API prepared, after reading for itself that it is this call and nothing else. */
export function signCall(envelope: string, networkPassphrase: string, wanted: WantedCall, key: Keypair): string {
  const { source, contract, entry, args } = wanted;
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const found = transaction instanceof Transaction ? describeCall(transaction) : undefined;
  const expected = [source, contract, entry, ...args].join(' ');
  if (found !== expected)
    throw new CliError('cli/other-transaction', { found: found ?? 'no call of a contract', expected });
  const allowed = wantedCalls(wanted);
  const other = authorizedCalls(transaction as Transaction).find((authorized) => authorized !== allowed);
  if (other !== undefined)
    throw new CliError('cli/other-transaction', { found: `authorizes ${other}`, expected: allowed });
  transaction.sign(key);
  return transaction.toXdr();
}

/** The call, and what belongs below it, in the words of `callsOf`. */
export function wantedCalls({ below = [], ...call }: WantedCall): string {
  const inWords = ({ contract, entry, args }: Omit<WantedCall, 'source'>) => [contract, entry, ...args].join(' ');
  return [inWords(call), ...below.map(inWords)].join(' > ');
}

/** Whose, which contract, which entry, with what; undefined for anything but one call of a contract. */
export function describeCall(transaction: Transaction): string | undefined {
  const [operation, ...more] = transaction.operations;
  if (more.length > 0 || operation?.type !== 'invokeHostFunction') return undefined;
  if (operation.source !== undefined && operation.source !== transaction.source) return undefined;
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return undefined;
  const { contractAddress, functionName, args } = func.invokeContract;
  const contract = Address.fromScAddress(contractAddress).toString();
  const values = args.map((value) => inText(scValToNative(value)));
  return [transaction.source, contract, functionName.toString(), ...values].join(' ');
}

/**
 * What each authorization entry lets happen: the call, and what it calls in the user's name below, all of which is signed
 * along. One that is not the account's own is nothing that was asked for.
 */
function authorizedCalls(transaction: Transaction): string[] {
  const [operation] = transaction.operations;
  if (operation?.type !== 'invokeHostFunction') return [];
  return (operation.auth ?? []).map(({ credentials, rootInvocation }) =>
    credentials.type === 'sorobanCredentialsSourceAccount'
      ? callsOf(rootInvocation)
      : 'something in the name of somebody else',
  );
}

/** A call, and all that is called below it. */
export const callsOf = (root: xdr.SorobanAuthorizedInvocation): string => flat(root).join(' > ');

function flat({ function: authorized, subInvocations }: xdr.SorobanAuthorizedInvocation): string[] {
  if (authorized.type !== 'sorobanAuthorizedFunctionTypeContractFn') return ['the creation of a contract'];
  const { contractAddress, functionName, args } = authorized.value;
  const contract = Address.fromScAddress(contractAddress).toString();
  const own = [contract, functionName.toString(), ...args.map((value) => inText(scValToNative(value)))].join(' ');
  return [own, ...subInvocations.flatMap(flat)];
}

const inText = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
