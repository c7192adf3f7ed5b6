import { type Network, readWasm, wasmHashOf } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { CommandError } from './command-error.ts';

/** What a deployed contract says of itself. */
export async function deployedSpec(network: Network, contractId: string): Promise<contract.Spec> {
  const hash = await wasmHashOf(network, contractId);
  const wasm = hash === undefined ? undefined : await readWasm(network, hash);
  if (wasm !== undefined) return contract.Spec.fromWasm(Buffer.from(wasm));
  throw new CommandError(`no contract with code of its own is at ${contractId} on ${network.rpcUrl}`);
}
