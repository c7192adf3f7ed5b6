import { callRpc, signEntry, signerOf } from '@istsi/soroban-client';
import { type Keypair, rpc, type Transaction, type xdr } from '@stellar/stellar-sdk';
import { type BuiltContractName, builtContractNames, loadContract } from '../src/index.ts';
import { startWorld, type World } from '../test/world.ts';
import { askMeasurement, type CallCost } from './ask-measurement.ts';
import { busyCalls, largestCalls, liveBusily } from './busy-calls.ts';
import { callTransaction, withNonce } from './call-transaction.ts';
import { type CostedCall, prepareCostedCalls } from './costed-calls.ts';
import { measureRelay } from './relay-costs.ts';
import { measureSpv } from './spv-costs.ts';

export interface Costs {
  contracts: Record<BuiltContractName, { wasm_bytes: number }>;
  /** By contract and entry: `istsi-token.transfer`, and `istsi-token.transfer (busy)` by people with 30 busy days. */
  entries: Record<string, CallCost>;
}

/** 15 January 2027, 08:00 UTC. */
const NOW = 1_800_000_000_000;

/**
 * Measures the built contracts on a network of their own. Keys, times, txids and nonces are fixed, so the same Wasm gives
 * the same numbers on any machine.
 */
export async function measureCosts(): Promise<Costs> {
  const contracts = builtContractNames.map((name) => [name, { wasm_bytes: loadContract(name).wasm.length }]);
  const relay = [...(await measureRelay()), ...(await measureSpv())];
  const world = await startWorld({ now: () => NOW });
  try {
    const entries: [string, CallCost][] = [];
    for (const call of await prepareCostedCalls(world)) {
      entries.push([nameOf(call), await measure(world, call)]);
    }
    await liveBusily(world);
    for (const call of busyCalls(world)) entries.push([nameOf(call), await measure(world, call)]);
    for (const call of await largestCalls(world)) entries.push([nameOf(call), await measure(world, call)]);
    return { contracts: Object.fromEntries(contracts), entries: Object.fromEntries([...entries, ...relay]) };
  } finally {
    await world.stop();
  }
}

const nameOf = (call: CostedCall): string =>
  `${call.contract}.${call.method}${call.case === undefined ? '' : ` (${call.case})`}`;

/** How costs are written down: stable, so that a change shows in a diff as what it is. */
export const formatCosts = (costs: Costs): string => `${JSON.stringify(costs, null, 2)}\n`;

async function measure(world: World, call: CostedCall): Promise<CallCost> {
  const { network, people } = world;
  const recorded = await callRpc(network, 'simulateTransaction', async (s) =>
    s.simulateTransaction(await transactionOf(world, call, [])),
  );
  if (rpc.Api.isSimulationError(recorded)) throw new Error(`${call.contract}.${call.method}: ${recorded.error}`);
  const keys = (call.signers ?? []).map((signer) => people[signer]);
  const auth: xdr.SorobanAuthorizationEntry[] = [];
  for (const [index, entry] of (recorded.result?.auth ?? []).entries()) {
    auth.push(await sign(entry, keys, BigInt(index + 1), recorded.latestLedger + 100, network.networkPassphrase));
  }
  return await askMeasurement(network.rpcUrl, nameOf(call), await transactionOf(world, call, auth));
}

const transactionOf = (
  { network, people, contracts }: World,
  { contract, method, args, by }: CostedCall,
  auth: xdr.SorobanAuthorizationEntry[],
): Promise<Transaction> =>
  callTransaction(network, { source: people[by].publicKey(), contract: contracts[contract], method, args, auth });

async function sign(
  entry: xdr.SorobanAuthorizationEntry,
  keys: readonly Keypair[],
  nonce: bigint,
  validUntilLedger: number,
  passphrase: string,
): Promise<xdr.SorobanAuthorizationEntry> {
  const signer = signerOf(entry);
  if (signer === undefined) return entry;
  const key = keys.find((candidate) => candidate.publicKey() === signer);
  if (!key) throw new Error(`nobody signs for ${signer}: name them in the call's signers`);
  return await signEntry(withNonce(entry, nonce), key, validUntilLedger, passphrase);
}
