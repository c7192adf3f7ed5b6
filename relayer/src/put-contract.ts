import { createHash } from 'node:crypto';
import { type BuiltContractName, loadContract } from '@istsi/contracts';
import {
  contractIdOf,
  createContract,
  createSubmitter,
  hasWasm,
  type Network,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract, type Keypair, type xdr } from '@stellar/stellar-sdk';
import { RelayerError } from './errors.ts';

export interface PutContractOptions {
  network: Network;
  /** Its account creates the contract and pays. */
  key: Keypair;
  name: Extract<BuiltContractName, 'bitcoin-relay' | 'spv-attestor'>;
  /** Of its constructor, by their names. */
  args: Record<string, unknown>;
  /** What is made, in words. */
  what: string;
}

/**
 * Puts a contract on the ledger whose id follows from the creator, the network, its code and its arguments: put there once
 * more, interrupted or not, it is the same one.
 */
export async function putContract({
  network,
  key,
  name,
  args: named,
  what,
}: PutContractOptions): Promise<{ contractId: string; isNew: boolean }> {
  const { wasm, hash } = loadContract(name);
  const args = contract.Spec.fromWasm(Buffer.from(wasm)).funcArgsToScVals('__constructor', named);
  const salt = saltOf(name, hash, args);
  const deployer = key.publicKey();
  const contractId = contractIdOf(network.networkPassphrase, deployer, salt);
  const found = await wasmHashOf(network, contractId);
  if (found !== undefined && found !== hash)
    throw new RelayerError('relayer/foreign-code', { relay: contractId, found, hash });
  if (found !== undefined) return { contractId, isNew: false };
  const submitter = createSubmitter({ network, channels: [key] });
  const perform = async (action: string, invoke: xdr.HostFunction): Promise<void> => {
    const outcome = await submitter.submit({ invoke });
    if (outcome.status === 'success') return;
    if (outcome.status === 'pending' || outcome.status === 'unknown')
      throw new RelayerError('relayer/fate-open', { what: `${what} was begun`, transaction: outcome.hash });
    const reason = 'failure' in outcome ? outcome.failure.text : `the transaction ${outcome.hash} is ${outcome.status}`;
    throw new RelayerError('relayer/not-begun', { what, action, reason });
  };
  if (!(await hasWasm(network, hash))) await perform('upload its code', uploadWasm(wasm));
  await perform('create it', createContract(deployer, salt, hash, args));
  return { contractId, isNew: true };
}

function saltOf(name: string, wasmHash: string, args: readonly xdr.ScVal[]): Buffer {
  const salt = createHash('sha256').update(`istsi/${name}/${wasmHash}`);
  for (const arg of args) salt.update(arg.toXdr());
  return salt.digest();
}
