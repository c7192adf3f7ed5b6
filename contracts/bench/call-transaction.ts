import {
  addressCredentials,
  type ContractArgs,
  type ContractHandle,
  invocation,
  type Network,
  readAccount,
} from '@istsi/soroban-client';
import { Account, Operation, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';

export interface MeasuredCall {
  /** Pays for it. */
  source: string;
  contract: ContractHandle;
  method: string;
  args: ContractArgs;
  auth?: xdr.SorobanAuthorizationEntry[];
}

/** One call as a transaction, which nobody signs: it is measured. */
export async function callTransaction(
  network: Network,
  { source, contract, method, args, auth = [] }: MeasuredCall,
): Promise<Transaction> {
  const { sequence } = await readAccount(network, source);
  return new TransactionBuilder(new Account(source, String(sequence)), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.invokeHostFunction({ func: invocation(contract, method, args), auth }))
    .build();
}

/** Recorded nonces are random, and a nonce is part of a ledger key: a fixed one takes its place. */
export function withNonce(
  { credentials, rootInvocation }: xdr.SorobanAuthorizationEntry,
  nonce: bigint,
): xdr.SorobanAuthorizationEntry {
  const { address, signature, signatureExpirationLedger } = addressCredentials(credentials)!;
  const given = new xdr.SorobanAddressCredentials({ address, nonce, signature, signatureExpirationLedger });
  return new xdr.SorobanAuthorizationEntry({
    rootInvocation,
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(given),
  });
}
