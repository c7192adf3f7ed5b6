import { addressCredentials, callRpc, invocation, readAccount, signEntry, signerOf } from '@istsi/soroban-client';
import { Account, type Keypair, Operation, rpc, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { type BuiltContractName, builtContractNames, loadContract } from '../src/index.ts';
import { startWorld, type World } from '../test/world.ts';
import { busyCalls, largestCalls, liveBusily } from './busy-calls.ts';
import { type CostedCall, prepareCostedCalls } from './costed-calls.ts';
import { measureRelay } from './relay-costs.ts';

/** What one call uses of what the network charges for. */
export interface CallCost {
  instructions: number;
  memory_bytes: number;
  /** Ledger entries that are loaded, those to be written included. */
  read_entries: number;
  write_entries: number;
  read_bytes: number;
  write_bytes: number;
  /** Events and return value. */
  event_bytes: number;
  /** The resource fee that a wallet would offer after simulating, rent included; without the inclusion fee. */
  fee_stroops: number;
}

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
  const relay = await measureRelay();
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

async function transactionOf(
  { network, people, contracts }: World,
  { contract, method, args, by }: CostedCall,
  auth: xdr.SorobanAuthorizationEntry[],
): Promise<Transaction> {
  const source = people[by].publicKey();
  const { sequence } = await readAccount(network, source);
  return new TransactionBuilder(new Account(source, String(sequence)), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.invokeHostFunction({ func: invocation(contracts[contract], method, args), auth }))
    .build();
}

/** Recorded nonces are random, and a nonce is part of a ledger key: a fixed one takes its place. */
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
  const asked = addressCredentials(entry.credentials);
  if (!key || !asked) throw new Error(`nobody signs for ${signer}: name them in the call's signers`);
  const credentials = new xdr.SorobanAddressCredentials({
    address: asked.address,
    nonce,
    signatureExpirationLedger: asked.signatureExpirationLedger,
    signature: asked.signature,
  });
  const numbered = new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
    rootInvocation: entry.rootInvocation,
  });
  return await signEntry(numbered, key, validUntilLedger, passphrase);
}

interface Measured {
  instructions: number;
  memoryBytes: number;
  readEntries: number;
  writeEntries: number;
  readBytes: number;
  writeBytes: number;
  eventBytes: number;
  resourceFee: string;
}

/** Asks the sandbox's meter, which no other network shows. */
export async function askMeasurement(rpcUrl: string, name: string, transaction: Transaction): Promise<CallCost> {
  const params = { transaction: transaction.toXDR() };
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_measure', params }),
  });
  const { result, error } = (await response.json()) as { result?: Measured; error?: { message: string } };
  if (!result) throw new Error(`${name} was not measured: ${error?.message}`);
  return {
    instructions: result.instructions,
    memory_bytes: result.memoryBytes,
    read_entries: result.readEntries,
    write_entries: result.writeEntries,
    read_bytes: result.readBytes,
    write_bytes: result.writeBytes,
    event_bytes: result.eventBytes,
    fee_stroops: Number(result.resourceFee),
  };
}
