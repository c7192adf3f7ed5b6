import { outpointKey } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import type { BitcoinView, HeaderInfo, UnspentOutput } from './bitcoin-view.ts';
import { agreeing, type ChainTip } from './chain-view.ts';
import type { BitcoinRpc } from './rpc.ts';

/** An output as one view has it, by the height of its block: what two views with different tips can be compared by. */
type Placed = { readonly height: number | undefined; readonly output: UnspentOutput };

/**
 * A node that is believed only as far as a second view of the chain says the same: what value depends on (which block is
 * at a height, which outputs are unspent and since when) counts once both agree. A difference raises
 * `bitcoin/backends-disagree` or `bitcoin/views-differ`, which pass when the slower one has caught up, or the lying one
 * is replaced. Sending, the memory pool and fees are the node's alone.
 */
export function agreeingNode(node: BitcoinRpc, second: BitcoinView): BitcoinRpc {
  const chain = agreeing([node, second]);

  async function checkChain(): Promise<void> {
    await Promise.all([node.checkChain(), second.checkChain()]);
  }

  /** By the height that both have. */
  async function getHeader(hash: string): Promise<HeaderInfo | undefined> {
    const header = await node.getHeader(hash);
    if (!header) return undefined;
    const tip = await chain.getTip();
    const isBest = header.height <= tip.height && (await chain.getBlockHash(header.height)) === hash;
    return { ...header, confirmations: isBest ? tip.height - header.height + 1 : -1 };
  }

  async function place(
    view: BitcoinView,
    ...question: Parameters<BitcoinView['getUnspentOutput']>
  ): Promise<Placed | undefined> {
    const output = await view.getUnspentOutput(...question);
    if (!output) return undefined;
    if (output.confirmations === 0) return { height: undefined, output };
    const best = await view.getHeader(output.bestBlock);
    if (!best) throw new CustodyError('watcher/unstable-chain', { attempts: 1 });
    return { height: best.height - output.confirmations + 1, output };
  }

  async function getUnspentOutput(
    ...question: Parameters<BitcoinView['getUnspentOutput']>
  ): Promise<UnspentOutput | undefined> {
    const [txid, vout, source] = question;
    const [first, other] = await Promise.all([place(node, ...question), place(second, ...question)]);
    if (!first && !other) return undefined;
    // What only waits to be mined need not have reached both.
    if (source === 'chain-and-mempool' && isWaiting(first) && isWaiting(other)) return (first ?? other)?.output;
    if (!first || !other || first.height !== other.height || !isSameOutput(first.output, other.output)) {
      const outpoint = outpointKey({ txid, vout });
      throw new CustodyError('bitcoin/views-differ', { what: outpoint, first: say(first), second: say(other) });
    }
    const tip = await chain.getTip();
    return placedAt(tip, first);
  }

  return {
    ...node,
    ...chain,
    checkChain,
    getHeader,
    getUnspentOutput,
    getTransaction: async (txid) => (await node.getTransaction(txid)) ?? (await second.getTransaction(txid)),
  };
}

const isWaiting = (placed: Placed | undefined): boolean => placed === undefined || placed.height === undefined;

const isSameOutput = (a: UnspentOutput, b: UnspentOutput): boolean =>
  a.isCoinbase === b.isCoinbase && Buffer.compare(a.scriptPubKey, b.scriptPubKey) === 0;

const say = (placed: Placed | undefined): string =>
  placed === undefined ? 'spent or unknown' : `unspent since block ${placed.height ?? '(none yet)'}`;

/** Both have it in the same block; how deep, is counted from the last block that both have. */
function placedAt(tip: ChainTip, { height, output }: Placed): UnspentOutput | undefined {
  if (height === undefined) return output;
  const confirmations = tip.height - height + 1;
  return confirmations < 1 ? undefined : { ...output, bestBlock: tip.hash, confirmations };
}
