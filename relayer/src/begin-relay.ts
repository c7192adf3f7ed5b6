import { createHash } from 'node:crypto';
import type { NetworkName } from '@istsi/bitcoin-custody';
import { loadContract } from '@istsi/contracts';
import {
  checkNetwork,
  contractIdOf,
  createContract,
  createSubmitter,
  hasWasm,
  type Network,
  uploadWasm,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract, type Keypair, type xdr } from '@stellar/stellar-sdk';
import { type CheckpointSource, readCheckpoint, requireSame } from './checkpoint.ts';
import { RelayerError } from './errors.ts';
import { rulesOf } from './header-rules.ts';

export interface BeginRelayOptions {
  /** Every node is asked for the checkpoint, and all must say the same. */
  nodes: readonly [CheckpointSource, ...CheckpointSource[]];
  bitcoin: NetworkName;
  network: Network;
  /** Its account creates the contract and pays. It has no right over it: a relay has no owner. */
  key: Keypair;
  /** Of the first block that the relay knows. Default: the beginning of the last epoch that is a day old, or genesis. */
  height?: number;
}

export interface BegunRelay {
  relay: string;
  /** The relay takes these on faith; whoever relies on it compares them with a node of their own. */
  height: number;
  blockHash: string;
  /** False: it was there already, and began with the same. */
  isNew: boolean;
}

/**
 * Puts a relay on the ledger that begins with what the nodes agree on. The id follows from the creator, the network and the
 * checkpoint: begun once more, interrupted or not, it is the same relay.
 */
export async function beginRelay({ nodes, bitcoin, network, key, height }: BeginRelayOptions): Promise<BegunRelay> {
  await checkNetwork(network);
  const { checkpoint, blockHash } = await readCheckpoint(nodes[0], height);
  for (const other of nodes.slice(1))
    requireSame(checkpoint, (await readCheckpoint(other, checkpoint.height)).checkpoint);
  const { wasm, hash } = loadContract('bitcoin-relay');
  const spec = contract.Spec.fromWasm(Buffer.from(wasm));
  const args = spec.funcArgsToScVals('__constructor', { rules: rulesOf(bitcoin), checkpoint });
  const salt = saltOf(hash, args);
  const deployer = key.publicKey();
  const relay = contractIdOf(network.networkPassphrase, deployer, salt);
  const begun = { relay, height: checkpoint.height, blockHash };
  const found = await wasmHashOf(network, relay);
  if (found !== undefined && found !== hash) throw new RelayerError('relayer/foreign-code', { relay, found, hash });
  if (found !== undefined) return { ...begun, isNew: false };
  const submitter = createSubmitter({ network, channels: [key] });
  const perform = async (action: string, invoke: xdr.HostFunction): Promise<void> => {
    const outcome = await submitter.submit({ invoke });
    if (outcome.status === 'success') return;
    if (outcome.status === 'pending' || outcome.status === 'unknown')
      throw new RelayerError('relayer/fate-open', { what: 'the relay was begun', transaction: outcome.hash });
    const reason = 'failure' in outcome ? outcome.failure.text : `the transaction ${outcome.hash} is ${outcome.status}`;
    throw new RelayerError('relayer/not-begun', { action, reason });
  };
  if (!(await hasWasm(network, hash))) await perform('upload its code', uploadWasm(wasm));
  await perform('create it', createContract(deployer, salt, hash, args));
  return { ...begun, isNew: true };
}

function saltOf(wasmHash: string, args: readonly xdr.ScVal[]): Buffer {
  const salt = createHash('sha256').update(`istsi/bitcoin-relay/${wasmHash}`);
  for (const arg of args) salt.update(arg.toXdr());
  return salt.digest();
}
