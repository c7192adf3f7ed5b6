import type { NetworkName } from '@istsi/bitcoin-custody';
import { checkNetwork, type Network } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type CheckpointSource, readCheckpoint, requireSame } from './checkpoint.ts';
import { rulesOf } from './header-rules.ts';
import { putContract } from './put-contract.ts';

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
  const args = { rules: rulesOf(bitcoin), checkpoint };
  const put = await putContract({ network, key, name: 'bitcoin-relay', args, what: 'the relay' });
  return { relay: put.contractId, height: checkpoint.height, blockHash, isNew: put.isNew };
}
