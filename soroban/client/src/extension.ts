import type { Keypair, xdr } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import { codeKeyOf, instanceKeyOf, wasmHashOf } from './deployment.ts';
import { type Draft, submitSimulated, timeBoundsFor } from './drafts.ts';
import { simulateExtension } from './entry-lifetimes.ts';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

export interface ExtendOptions {
  network: Network;
  /** Pays the rent, and needs no right in any contract: anyone may extend anything. */
  payer: Keypair;
  contractIds: readonly string[];
  /** Ledgers. What has fewer left is extended to `extendTo` from now. */
  threshold: number;
  extendTo: number;
  /** Stroops above the resource fee of each transaction. */
  inclusionFee?: number;
}

const INCLUSION_FEE = 10_000;
const TIMEOUT_SECONDS = 60;

/**
 * Keeps contracts from being archived: extends the instance and the code of each that has fewer ledgers left than the
 * threshold, an entry a transaction. No user's transaction then has to pay for everybody's code. Returns the contracts
 * of which something was extended.
 */
export async function extendContracts(options: ExtendOptions): Promise<string[]> {
  const extended: string[] = [];
  for (const contractId of options.contractIds) {
    const hash = await wasmHashOf(options.network, contractId);
    const keys = [instanceKeyOf(contractId), ...(hash === undefined ? [] : [codeKeyOf(hash)])];
    let isExtended = false;
    for (const key of keys) if (await extendEntry(options, contractId, key)) isExtended = true;
    if (isExtended) extended.push(contractId);
  }
  return extended;
}

async function extendEntry(options: ExtendOptions, contractId: string, key: xdr.LedgerKey): Promise<boolean> {
  const { network, payer, threshold, extendTo } = options;
  const { entries, latestLedger } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const left = (entries[0]?.liveUntilLedgerSeq ?? 0) - latestLedger;
  // What is archived already has to be restored, which is another transaction.
  if (left < 0) throw new SorobanClientError('soroban/not-extended', { contractId, reason: 'it is archived' });
  if (left >= threshold) return false;
  const source = payer.publicKey();
  const { sequence } = await readAccount(network, source);
  const draft: Omit<Draft, 'invoke'> = {
    network,
    names: new Map(),
    source,
    sequence,
    inclusionFee: options.inclusionFee ?? INCLUSION_FEE,
    ...(await timeBoundsFor(network, TIMEOUT_SECONDS)),
  };
  const { operation, simulated } = await simulateExtension(draft, [key.toXdr('base64')], extendTo);
  const fate = await submitSimulated(draft, payer, operation, simulated);
  if (fate.status === 'success') return true;
  const reason = 'failure' in fate ? fate.failure.text : `the transaction ${fate.hash} is ${fate.status}`;
  throw new SorobanClientError('soroban/not-extended', { contractId, reason });
}
