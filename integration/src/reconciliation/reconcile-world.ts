import {
  type BitcoinRpc,
  type BitcoinView,
  type BitcoinViews,
  type Descriptor,
  type Log,
  openBitcoinNode,
} from '@istsi/bitcoin-custody';
import { type Manifest, openContracts, type SystemContracts } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import { newestOf } from '../bitcoin/watcher-store.ts';
import type { Database } from '../database/open-database.ts';

/** What a reconciliation asks: each server by itself, and never two as one. */
export interface ReconcileWorld {
  database: Database;
  manifest: Manifest;
  network: Network;
  /** The same Stellar network by another RPC, where there is one. */
  other?: Network | undefined;
  /** The contracts as the first RPC alone tells them. */
  first: Pick<SystemContracts, 'reserve' | 'kyc'>;
  bitcoin: BitcoinRpc;
  /** The second view of Bitcoin: another node, which is scanned too, or a server that is asked about each coin. */
  second?: BitcoinRpc | BitcoinView | undefined;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** How long a server that is behind is waited for. */
  patienceMs: number;
  log: Log;
}

/** A search among everything that is unspent takes a node of the public network some minutes, and tells of 100,000 coins. */
const SEARCH = { timeoutMs: 20 * 60_000, mostAnswerBytes: 256 * 1024 * 1024 };
const PATIENCE_MS = 20_000;

/** Each server by itself, and with time to search. `explorer`: the second view of Bitcoin, whatever it is. */
export function openReconcileWorld(
  parts: Pick<ReconcileWorld, 'database' | 'manifest' | 'network' | 'other' | 'descriptors' | 'log'>,
  {
    bitcoin,
    explorer,
    patienceMs = PATIENCE_MS,
  }: { bitcoin: BitcoinViews; explorer: BitcoinView | undefined; patienceMs: number | undefined },
): ReconcileWorld {
  const { network } = newestOf(parts.descriptors);
  const secondNode = bitcoin.esploraUrl === undefined && bitcoin.second;
  return {
    ...parts,
    first: openContracts(parts.manifest, parts.network),
    bitcoin: openBitcoinNode(bitcoin, network, SEARCH),
    second: secondNode ? openBitcoinNode(secondNode, network, SEARCH) : explorer,
    patienceMs,
  };
}
