import { Operation, rpc, SorobanDataBuilder, xdr } from '@stellar/stellar-sdk';
import { type ContractHandle, simulateCall } from './contract.ts';
import { instanceKeyOf } from './deployment.ts';
import { build, type Draft } from './drafts.ts';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

/** A ledger entry, and for how many ledgers it is kept still. */
export interface EntryLifetime {
  /** base64 XDR of its LedgerKey. */
  key: string;
  /** Undefined for one that is archived, or was never there. */
  ledgersLeft: number | undefined;
}

/** getLedgerEntries answers so many at once. */
const MOST_KEYS = 200;

/** How long entries are kept, in the order asked for. */
export async function entryLifetimes(network: Network, keys: readonly string[]): Promise<EntryLifetime[]> {
  const found = new Map<string, number>();
  for (let from = 0; from < keys.length; from += MOST_KEYS) {
    const asked = keys.slice(from, from + MOST_KEYS).map((key) => xdr.LedgerKey.fromXdr(key, 'base64'));
    const answer = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(...asked));
    for (const { key, liveUntilLedgerSeq } of answer.entries) {
      const left = (liveUntilLedgerSeq ?? 0) - answer.latestLedger;
      // A network may show an entry after its time, or not at all.
      if (left >= 0) found.set(key.toXdr('base64'), left);
    }
  }
  return keys.map((key) => ({ key, ledgersLeft: found.get(key) }));
}

/**
 * The persistent entries that calls of the contract without arguments touch and that are there, archived or not: its
 * instance, its code, and what it keeps of itself. Nothing is sent, and nothing has to be listed by hand that a later
 * release would keep otherwise.
 */
export async function ownEntries(network: Network, target: ContractHandle): Promise<string[]> {
  const plain = target.spec.funcs().filter((one) => one.inputs.length === 0 && !String(one.name).startsWith('__'));
  const certain = new Set([instanceKeyOf(target.contractId).toXdr('base64')]);
  const touched = new Set<string>();
  for (const { name } of plain) {
    const simulation = await simulateCall(network, target, String(name));
    // One that nobody may call, or that finds nothing now, names no entry.
    if (!rpc.Api.isSimulationSuccess(simulation)) continue;
    for (const key of footprintOf(simulation.transactionData)) touched.add(key);
    if (!rpc.Api.isSimulationRestore(simulation)) continue;
    for (const key of footprintOf(simulation.restorePreamble.transactionData)) certain.add(key);
  }
  // What a contract looked for in vain is part of a footprint too.
  const found = await entryLifetimes(network, [...touched]);
  for (const { key, ledgersLeft } of found) if (ledgersLeft !== undefined) certain.add(key);
  return [...certain];
}

function footprintOf(data: SorobanDataBuilder): string[] {
  const { readOnly, readWrite } = data.build().resources.footprint;
  return [...readOnly, ...readWrite].filter(isPersistent).map((key) => key.toXdr('base64'));
}

function isPersistent(key: xdr.LedgerKey): boolean {
  if (key.type === 'contractCode') return true;
  return key.type === 'contractData' && key.value.durability === xdr.ContractDataDurability.persistent;
}

/** The transaction that extends these entries to so many ledgers from now, with what its simulation found. */
export async function simulateExtension(
  draft: Omit<Draft, 'invoke'>,
  keys: readonly string[],
  extendTo: number,
): Promise<{ operation: xdr.Operation; simulated: { transactionData: SorobanDataBuilder } }> {
  const operation = Operation.extendFootprintTtl({ extendTo });
  const readOnly = keys.map((key) => xdr.LedgerKey.fromXdr(key, 'base64'));
  const asked = build(draft, operation, new SorobanDataBuilder().setReadOnly(readOnly));
  const answer = await callRpc(draft.network, 'simulateTransaction', (s) => s.simulateTransaction(asked));
  if (rpc.Api.isSimulationError(answer)) {
    throw new SorobanClientError('soroban/not-extended', {
      contractId: `${keys.length} entries`,
      reason: answer.error,
    });
  }
  return { operation, simulated: answer };
}
