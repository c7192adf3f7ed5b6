import type { Block, BlockHeader } from '../encoding/block.ts';
import type { Transaction } from '../encoding/transaction.ts';
import { type BlockNode, createNode, hasInvalidAncestor, isAncestor } from './block-tree.ts';
import { checkBlock, checkBlockInContext, checkHeaderInContext, checkProofOfWork, isMutation } from './check-block.ts';
import type { Coin } from './coins.ts';
import { type CoinSet, connectBlock, disconnectBlock, type ScriptsVerified } from './connect-block.ts';
import { createGenesisBlock } from './params.ts';
import { Rejection } from './rejection.ts';

/** What an operation did to the active chain, in order: first everything taken off, then everything put on. */
export type ChainUpdate = { disconnected: BlockNode[]; connected: BlockNode[] };

/** Facts about the chain that cannot be derived from its blocks and must survive a restart. */
export type ChainRecord =
  | { type: 'block'; block: Block }
  | { type: 'header'; header: BlockHeader }
  | { type: 'failed' | 'invalidated' | 'reconsidered' | 'precious'; hash: string };

export type ChainOptions = {
  nowSeconds: () => number;
  scriptsVerified: ScriptsVerified;
  record: (record: ChainRecord) => void;
  changed: (update: ChainUpdate) => void;
  /** Blocks known from an earlier run to break a rule; they are not tried again. */
  knownFailures?: ReadonlySet<string>;
};

/** The block tree, the chain with the most work, and the coins at its tip. */
export class Chain {
  readonly nodes = new Map<string, BlockNode>();
  readonly active: BlockNode[] = [];
  readonly coins: CoinSet = new Map<string, Coin>();
  /** Hash of the active block that holds a transaction, by txid. */
  readonly transactionIndex = new Map<string, string>();
  readonly #options: ChainOptions;
  #candidates = new Set<BlockNode>();
  #arrivals = 0;
  #precious = 0;
  #headersOnly = 0;
  readonly #failures = new Map<string, Rejection>();

  constructor(options: ChainOptions) {
    this.#options = options;
    const block = createGenesisBlock();
    const node = createNode(block.header, undefined, this.#arrivals++);
    node.block = block;
    node.undo = [[]];
    this.nodes.set(node.hash, node);
    this.active.push(node);
    this.transactionIndex.set(block.transactions[0]!.txid, node.hash);
  }

  get tip(): BlockNode {
    return this.active[this.active.length - 1]!;
  }

  isActive(node: BlockNode): boolean {
    return this.active[node.height] === node;
  }

  /** Blocks from this one to the tip, or -1 off the active chain, as Bitcoin Core counts confirmations. */
  confirmations(node: BlockNode): number {
    return this.isActive(node) ? this.tip.height - node.height + 1 : -1;
  }

  /**
   * Adds a block and moves to the best chain. Returns BIP22's answer: null when the block is now in the active chain, otherwise a word.
   * A block that breaks a rule on its own throws a Rejection.
   */
  submitBlock(block: Block): string | null {
    const known = this.nodes.get(block.header.hash);
    if (known?.block) {
      return hasInvalidAncestor(known) ? 'duplicate-invalid' : 'duplicate';
    }
    if (known?.isInvalid) return 'duplicate-invalid';
    checkBlock(block);
    const node = this.#addHeader(block.header);
    try {
      checkBlockInContext(block, node.parent!);
    } catch (error) {
      // The header stays in the tree without its block.
      if (!known) this.#options.record({ type: 'header', header: block.header });
      if (error instanceof Rejection && !isMutation(error.reason)) this.#markFailed(node, error);
      throw error;
    }
    this.#headersOnly -= 1;
    node.block = block;
    node.sequence = this.#arrivals++;
    this.#options.record({ type: 'block', block });
    if (this.#headersOnly > 0) this.#findCandidates();
    else this.#candidates.add(node);
    this.#activate();
    if (node.isInvalid) throw this.#failures.get(node.hash) ?? new Rejection('invalid');
    return this.isActive(node) ? null : 'inconclusive';
  }

  /** Connects a block to the tip and takes it off again. Throws Rejection when it does not fit; the coins stay as they are. */
  testBlock(block: Block): void {
    checkHeaderInContext(block.header, this.tip, this.#options.nowSeconds());
    const node = createNode(block.header, this.tip, 0);
    node.block = block;
    node.undo = connectBlock(this.coins, node, this.#options.scriptsVerified);
    disconnectBlock(this.coins, node);
  }

  /** Adds a header whose parent is known. Throws Rejection. */
  submitHeader(header: BlockHeader): void {
    checkProofOfWork(header);
    if (this.nodes.get(header.hash)?.isInvalid) throw new Rejection('duplicate-invalid');
    if (this.nodes.has(header.hash)) return;
    this.#addHeader(header);
    this.#options.record({ type: 'header', header });
  }

  #addHeader(header: BlockHeader): BlockNode {
    const known = this.nodes.get(header.hash);
    if (known) return known;
    const parent = this.nodes.get(header.prevHash);
    if (!parent) throw new Rejection('prev-blk-not-found');
    if (hasInvalidAncestor(parent)) throw new Rejection('bad-prevblk');
    checkHeaderInContext(header, parent, this.#options.nowSeconds());
    const node = createNode(header, parent, this.#arrivals++);
    this.nodes.set(node.hash, node);
    this.#headersOnly += 1;
    return node;
  }

  /** Takes a block and everything on top of it out of consideration until `reconsider`. */
  invalidate(node: BlockNode): void {
    node.isInvalid = true;
    this.#options.record({ type: 'invalidated', hash: node.hash });
    const update: ChainUpdate = { disconnected: [], connected: [] };
    if (this.isActive(node)) while (this.active.length > node.height) this.#disconnectTip(update);
    this.#findCandidates();
    this.#activate(update);
  }

  /** Clears the invalid mark of a block, its ancestors and its descendants, and tries them again. */
  reconsider(node: BlockNode): void {
    this.#options.record({ type: 'reconsidered', hash: node.hash });
    for (const other of this.nodes.values()) {
      if (other.isInvalid && (isAncestor(node, other) || isAncestor(other, node))) other.isInvalid = false;
    }
    this.#findCandidates();
    this.#activate();
  }

  /** Prefers this block over others with the same work, as if it had arrived first. */
  makePrecious(node: BlockNode): void {
    if (node.chainWork < this.tip.chainWork) return;
    this.#options.record({ type: 'precious', hash: node.hash });
    node.sequence = --this.#precious;
    this.#findCandidates();
    this.#activate();
  }

  #markFailed(node: BlockNode, failure: Rejection): void {
    node.isInvalid = true;
    this.#failures.set(node.hash, failure);
    this.#options.record({ type: 'failed', hash: node.hash });
  }

  #findCandidates(): void {
    this.#candidates = new Set([...this.nodes.values()].filter((node) => node.block !== undefined));
  }

  #bestCandidate(): BlockNode {
    let best = this.tip;
    for (const node of this.#candidates) {
      const isWorse = node.chainWork < best.chainWork;
      const isLater = node.chainWork === best.chainWork && node.sequence >= best.sequence;
      if (isWorse || isLater) {
        if (node.chainWork < this.tip.chainWork) this.#candidates.delete(node);
        continue;
      }
      if (this.#isConnectable(node)) best = node;
    }
    return best;
  }

  #isConnectable(node: BlockNode): boolean {
    for (let at: BlockNode | undefined = node; at && !this.isActive(at); at = at.parent) {
      if (at.isInvalid || !at.block) return false;
    }
    return true;
  }

  #activate(update: ChainUpdate = { disconnected: [], connected: [] }): void {
    for (let best = this.#bestCandidate(); best !== this.tip; best = this.#bestCandidate()) this.#moveTo(best, update);
    if (update.connected.length > 0 || update.disconnected.length > 0) this.#options.changed(update);
  }

  #moveTo(target: BlockNode, update: ChainUpdate): void {
    const path: BlockNode[] = [];
    let fork = target;
    for (; !this.isActive(fork); fork = fork.parent!) path.push(fork);
    while (this.tip !== fork) this.#disconnectTip(update);
    for (const node of path.reverse()) {
      try {
        this.#connect(node, update);
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        this.#markFailed(node, error);
        // The chain we came from is a candidate again.
        this.#findCandidates();
        return;
      }
    }
  }

  #connect(node: BlockNode, update: ChainUpdate): void {
    if (this.#options.knownFailures?.has(node.hash)) throw new Rejection('known-failure');
    node.undo = connectBlock(this.coins, node, this.#options.scriptsVerified);
    this.active.push(node);
    for (const tx of node.block!.transactions) this.transactionIndex.set(tx.txid, node.hash);
    update.connected.push(node);
  }

  #disconnectTip(update: ChainUpdate): void {
    const node = this.active.pop()!;
    disconnectBlock(this.coins, node);
    for (const tx of node.block!.transactions) this.transactionIndex.delete(tx.txid);
    const undone = update.connected.indexOf(node);
    // A block that was put on and taken off within one operation never was visible.
    if (undone >= 0) update.connected.splice(undone, 1);
    else update.disconnected.push(node);
  }

  /** A transaction of the active chain with the block that holds it. */
  findTransaction(txid: string): { tx: Transaction; node: BlockNode } | undefined {
    const node = this.nodes.get(this.transactionIndex.get(txid) ?? '');
    const tx = node?.block?.transactions.find((candidate) => candidate.txid === txid);
    return node && tx ? { tx, node } : undefined;
  }
}
