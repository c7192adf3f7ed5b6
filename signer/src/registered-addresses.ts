import { callRpc, SorobanClientError } from '@istsi/soroban-client';
import { nativeToScVal, rpc, scValToNative, xdr } from '@stellar/stellar-sdk';
import type { SignerWorld } from './judged-call.ts';

/** `DataKey.Counters` of the registry. */
const COUNTERS = xdr.ScVal.scvVec([nativeToScVal('Counters', { type: 'symbol' })]);

/**
 * How many addresses the KYC registry has numbered: an index from here on is nobody's. No entry of the contract says it, so
 * it is read from the contract's storage (contracts/storage-layouts.json has its form).
 */
export async function countAddresses({ network, contracts }: SignerWorld): Promise<number> {
  const { contractId } = contracts.kyc;
  const entry = await callRpc(network, 'getLedgerEntries', (server) =>
    server.getContractData(contractId, COUNTERS, rpc.Durability.Persistent),
  );
  const { val } = entry;
  const data = val.type === 'contractData' ? (scValToNative(val.value.val) as { next_address?: unknown }) : {};
  const { next_address } = data;
  if (typeof next_address === 'number') return next_address;
  const lack = 'how many addresses the KYC registry has numbered';
  throw new SorobanClientError('soroban/rpc-bad-answer', { url: network.rpcUrl, method: 'getLedgerEntries', lack });
}
