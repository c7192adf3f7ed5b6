import { Address, type Keypair, scValToNative, Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';

/** What was asked for, in the words of the contract. */
export interface WantedCall {
  /** Whose transaction it is. */
  source: string;
  contract: string;
  entry: string;
  /** Bytes as hex. */
  args: readonly unknown[];
}

/** Signs what the API prepared, after reading for itself that it is this call and nothing else. */
export function signCall(
  envelope: string,
  networkPassphrase: string,
  { source, contract, entry, args }: WantedCall,
  key: Keypair,
): string {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const found = transaction instanceof Transaction ? describeCall(transaction) : undefined;
  const expected = [source, contract, entry, ...args].join(' ');
  if (found !== expected)
    throw new CliError('cli/other-transaction', { found: found ?? 'no call of a contract', expected });
  transaction.sign(key);
  return transaction.toXdr();
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

const inText = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
