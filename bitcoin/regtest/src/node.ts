import { randomBytes } from 'node:crypto';
import { Chain, type ChainUpdate } from './chain/chain.ts';
import { Rejection } from './chain/rejection.ts';
import type { Transaction } from './encoding/transaction.ts';
import { type Acceptance, type AcceptContext, acceptTransaction } from './mempool/accept.ts';
import type { MempoolEntry } from './mempool/entry.ts';
import { limitSize } from './mempool/limit.ts';
import { Mempool } from './mempool/mempool.ts';
import { expireOld, followChain } from './mempool/reorganize.ts';
import { type Journal, type JournalRecord, volatileJournal } from './storage/journal.ts';
import { decodeNodeRecord, encodeNodeRecord, type NodeRecord } from './storage/records.ts';
import { createWallet, issueKey, type Wallet } from './wallet/wallet.ts';

export type Node = {
  chain: Chain;
  mempool: Mempool;
  accept: AcceptContext;
  wallets: Map<string, Wallet>;
  /** Wallets that exist but are not loaded. */
  unloadedWallets: Map<string, Wallet>;
  /** Unix seconds set by setmocktime; 0 follows the system clock. */
  mockTime: number;
  /** Distinguishes blocks mined at the same height. */
  extraNonce: number;
  startedAt: number;
  /** What estimatesmartfee answers; undefined answers as a node without data does. */
  feeEstimateSatsPerKvb: bigint | undefined;
  /** Whether the tip has been younger than a day since the start: initial block download is over for good then. */
  hasCaughtUp: boolean;
  /** Ends calls that wait for a block. */
  isStopping: boolean;
  walletSeed: Buffer;
  nowSeconds(): number;
  record(record: NodeRecord): void;
  /** Waits for the disk, then tells listeners of a new tip. Must run before any answer that reports a change. */
  commit(): void;
  tipListeners: Set<() => void>;
  journal: Journal;
};

export type NodeStorage = { records: JournalRecord[]; journal: Journal };

export const DEFAULT_WALLET = '';

/** Builds a node from its journal: every record is applied again, with scripts taken as verified. */
export function createNode(
  storage: NodeStorage = { records: [], journal: volatileJournal() },
  options: { walletSeed?: Buffer; maxMempoolBytes?: number } = {},
): Node {
  const records = storage.records.map(decodeNodeRecord);
  const failures = new Set(records.flatMap((record) => (record.type === 'failed' ? [record.hash] : [])));
  const verified = new Set<string>();
  let replaying = true;
  let tipChanged = false;
  const nowSeconds = (): number => node.mockTime || Math.floor(Date.now() / 1000);
  const record = (entry: NodeRecord): void => {
    if (!replaying) storage.journal.append(encodeNodeRecord(entry));
  };
  const chain: Chain = new Chain({
    // Headers in the journal were checked against the clock when they arrived.
    nowSeconds: () => (replaying ? Number.MAX_SAFE_INTEGER : nowSeconds()),
    scriptsVerified: (wtxid) => replaying || verified.has(wtxid),
    knownFailures: failures,
    record,
    changed: (update: ChainUpdate) => {
      tipChanged = true;
      followChain(node.accept, update);
      expireOld(node.accept);
      if (!replaying) makeRoom(node);
    },
  });
  const mempool = new Mempool(chain, options.maxMempoolBytes);
  const node: Node = {
    chain,
    mempool,
    accept: { chain, mempool, nowSeconds, verified },
    wallets: new Map(),
    unloadedWallets: new Map(),
    mockTime: 0,
    extraNonce: 0,
    startedAt: Math.floor(Date.now() / 1000),
    feeEstimateSatsPerKvb: undefined,
    hasCaughtUp: false,
    isStopping: false,
    walletSeed: options.walletSeed ?? randomBytes(32),
    nowSeconds,
    record,
    commit: () => {
      storage.journal.sync();
      if (!tipChanged) return;
      tipChanged = false;
      for (const listener of [...node.tipListeners]) listener();
    },
    tipListeners: new Set(),
    journal: storage.journal,
  };
  replay(node, records);
  replaying = false;
  // The limit may have been lowered since.
  makeRoom(node);
  failures.clear();
  if (!node.wallets.has(DEFAULT_WALLET) && !node.unloadedWallets.has(DEFAULT_WALLET)) {
    record({ type: 'walletSeed', seedHex: node.walletSeed.toString('hex') });
    addWallet(node, DEFAULT_WALLET);
  }
  node.commit();
  return node;
}

export function addWallet(node: Node, name: string): Wallet {
  const wallet = createWallet(node.walletSeed, name);
  node.wallets.set(name, wallet);
  node.record({ type: 'walletCreated', wallet: name });
  return wallet;
}

/** Puts a transaction into the mempool and into the journal. Throws Rejection. */
export function submitTransaction(node: Node, tx: Transaction): Acceptance {
  expireOld(node.accept);
  const acceptance = acceptTransaction(node.accept, tx);
  recordTransaction(node, acceptance.entry);
  makeRoom(node);
  if (!node.mempool.entries.has(tx.txid)) throw new Rejection('mempool full');
  return acceptance;
}

/** Remembers a transaction as one that a client sent, also when it was there already. */
export function recordTransaction(node: Node, entry: MempoolEntry): void {
  if (entry.isUnbroadcast) return;
  entry.isUnbroadcast = true;
  node.record({ type: 'transaction', tx: entry.tx, time: entry.time });
}

/** Brings the mempool back to its size. */
export function makeRoom(node: Node): void {
  const txids = limitSize(node.mempool);
  if (txids.length > 0) node.record({ type: 'evicted', txids });
}

function replay(node: Node, records: NodeRecord[]): void {
  for (const record of records) {
    try {
      applyRecord(node, record);
    } catch (error) {
      // A block that broke a rule was recorded together with its failure.
      if (!(error instanceof Rejection)) throw error;
    }
  }
}

function applyRecord(node: Node, record: NodeRecord): void {
  const { chain, mempool } = node;
  switch (record.type) {
    case 'block':
      chain.submitBlock(record.block);
      node.extraNonce += 1;
      return;
    case 'header':
      chain.submitHeader(record.header);
      return;
    case 'invalidated':
      chain.invalidate(chain.nodes.get(record.hash)!);
      return;
    case 'reconsidered':
      chain.reconsider(chain.nodes.get(record.hash)!);
      return;
    case 'precious':
      chain.makePrecious(chain.nodes.get(record.hash)!);
      return;
    case 'failed': {
      // Blocks fail again by themselves when they are connected; a header without block has nothing to try.
      const failed = chain.nodes.get(record.hash);
      if (failed && !failed.block) failed.isInvalid = true;
      return;
    }
    case 'transaction':
      replayTransaction(node, record);
      return;
    case 'evicted':
      for (const txid of record.txids) {
        const entry = mempool.entries.get(txid);
        if (entry) mempool.evict(entry);
      }
      return;
    case 'mockTime':
      node.mockTime = record.seconds;
      return;
    case 'feeDelta':
      prioritise(mempool, record.txid, BigInt(record.sats));
      return;
    default:
      applyWalletRecord(node, record);
  }
}

function replayTransaction(node: Node, { tx, time }: Extract<NodeRecord, { type: 'transaction' }>): void {
  const known = node.mempool.entries.get(tx.txid);
  if (known?.tx.wtxid === tx.wtxid) {
    known.isUnbroadcast = true;
    return;
  }
  node.accept.verified.add(tx.wtxid);
  expireOld(node.accept);
  acceptTransaction(node.accept, tx, { time, bypassLimits: true }).entry.isUnbroadcast = true;
}

function applyWalletRecord(node: Node, record: Extract<NodeRecord, { type: `wallet${string}` }>): void {
  switch (record.type) {
    case 'walletSeed':
      node.walletSeed = Buffer.from(record.seedHex, 'hex');
      return;
    case 'walletCreated':
      node.wallets.set(record.wallet, createWallet(node.walletSeed, record.wallet));
      return;
    case 'walletLoaded':
    case 'walletUnloaded': {
      const [from, to] =
        record.type === 'walletLoaded' ? [node.unloadedWallets, node.wallets] : [node.wallets, node.unloadedWallets];
      const wallet = from.get(record.wallet)!;
      from.delete(record.wallet);
      to.set(record.wallet, wallet);
      return;
    }
    case 'walletKey': {
      const wallet = node.wallets.get(record.wallet) ?? node.unloadedWallets.get(record.wallet);
      issueKey(wallet!, record.path, record.label);
    }
  }
}

/** Adds to what a transaction counts as paying, now or when it arrives. */
export function prioritise(mempool: Mempool, txid: string, sats: bigint): void {
  const total = (mempool.feeDeltas.get(txid) ?? 0n) + sats;
  if (total === 0n) mempool.feeDeltas.delete(txid);
  else mempool.feeDeltas.set(txid, total);
  const entry = mempool.entries.get(txid);
  if (entry) entry.feeDeltaSats = total;
}
