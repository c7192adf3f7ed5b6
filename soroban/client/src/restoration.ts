import { type Keypair, Operation, rpc, SorobanDataBuilder, type xdr } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import { codeKeyOf, instanceKeyOf, wasmHashOf } from './deployment.ts';
import { build, type Draft, restore, timeBoundsFor } from './drafts.ts';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

export interface RestoreOptions {
  network: Network;
  /** Pays, and needs no right in any contract: anyone may bring anything back. */
  payer: Keypair;
  contractIds: readonly string[];
  /** Stroops above the resource fee of each transaction. */
  inclusionFee?: number;
}

const INCLUSION_FEE = 10_000;
const TIMEOUT_SECONDS = 60;

/**
 * Brings back each contract whose instance or code is archived (CAP-46-12), an entry a transaction: operations restore
 * what they need by themselves, but the code of several contracts is more than one transaction may write. Doing it
 * again does nothing, and an interrupted run is continued. Returns the contracts that had something archived.
 */
export async function restoreContracts(options: RestoreOptions): Promise<string[]> {
  const restored: string[] = [];
  for (const contractId of options.contractIds) {
    const instance = await restoreEntry(options, contractId, instanceKeyOf(contractId));
    // Only now can be read which code it runs. Contracts of the network's own have none.
    const hash = await wasmHashOf(options.network, contractId);
    const code = hash !== undefined && (await restoreEntry(options, contractId, codeKeyOf(hash)));
    if (instance || code) restored.push(contractId);
  }
  return restored;
}

/** Whether it was archived. */
async function restoreEntry(options: RestoreOptions, contractId: string, key: xdr.LedgerKey): Promise<boolean> {
  const { network, payer } = options;
  const { entries, latestLedger } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  // A network may show an entry after its time, or not at all.
  if (entries.some(({ liveUntilLedgerSeq }) => (liveUntilLedgerSeq ?? 0) >= latestLedger)) return false;
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
  const asked = build(draft, Operation.restoreFootprint({}), new SorobanDataBuilder().setReadWrite([key]));
  const answer = await callRpc(network, 'simulateTransaction', (s) => s.simulateTransaction(asked));
  if (rpc.Api.isSimulationError(answer)) {
    throw new SorobanClientError('soroban/not-restored', { contractId, reason: answer.error });
  }
  const fate = await restore(draft, payer, answer);
  if (fate.status === 'success') return true;
  const reason = 'failure' in fate ? fate.failure.text : `the transaction ${fate.hash} is ${fate.status}`;
  throw new SorobanClientError('soroban/not-restored', { contractId, reason });
}
