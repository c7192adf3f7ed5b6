import { Address, type Keypair, scValToNative, Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';

export interface WithdrawalTerms {
  router: string;
  user: string;
  amountSats: bigint;
  bitcoinAddress: string;
  maxFeeSats: bigint;
}

const ENTRY = 'execute_token_withdrawal';

/** Signs what the API prepared, after reading for itself that it is this withdrawal and nothing else. */
export function signWithdrawal(
  envelope: string,
  networkPassphrase: string,
  terms: WithdrawalTerms,
  key: Keypair,
): string {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const found = transaction instanceof Transaction ? describeCall(transaction) : undefined;
  const expected = [
    ...[terms.user, terms.router, ENTRY],
    ...[terms.user, terms.amountSats, terms.bitcoinAddress, terms.maxFeeSats],
  ].join(' ');
  if (found !== expected)
    throw new CliError('cli/other-transaction', { found: found ?? 'no call of a contract', expected });
  transaction.sign(key);
  return transaction.toXdr();
}

function describeCall(transaction: Transaction): string | undefined {
  const [operation, ...more] = transaction.operations;
  if (more.length > 0 || operation?.type !== 'invokeHostFunction') return undefined;
  if (operation.source !== undefined && operation.source !== transaction.source) return undefined;
  const { func } = operation;
  if (func.type !== 'hostFunctionTypeInvokeContract') return undefined;
  const { contractAddress, functionName, args } = func.invokeContract;
  const contract = Address.fromScAddress(contractAddress).toString();
  const values = args.map((value) => String(scValToNative(value)));
  return [transaction.source, contract, functionName.toString(), ...values].join(' ');
}
