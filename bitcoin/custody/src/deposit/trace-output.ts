import { toDisplayHash } from '../block/hash.ts';
import { encodeOutpoint } from '../block/scan.ts';
import type { Outpoint } from '../block/transaction.ts';
import { outpointKey, spanTxid } from '../block/transaction.ts';
import { parseHeader } from '../block/verify.ts';
import { walkBlock } from '../block/walk.ts';
import { CustodyError } from '../errors.ts';
import type { ChainTip } from '../node/chain-view.ts';
import type { BitcoinRpc } from '../node/rpc.ts';

/** What became of an output that was unspent and deep in the chain at some moment. */
export type OutputFate =
  | { readonly is: 'unspent' }
  | { readonly is: 'spent'; readonly by: string; readonly confirmations: number }
  /** In no block, and its transaction waits for one. */
  | { readonly is: 'waiting' }
  /** In no block, and `blocksSince` blocks were mined without it since that moment. */
  | { readonly is: 'undone'; readonly blocksSince: number };

/** A block's time may be ahead of its moment by this much (consensus, MAX_FUTURE_BLOCK_TIME). */
const AHEAD_SECONDS = 7_200;
/** And behind it, as the time of the output's registration may be: a day covers all of it. */
const MARGIN_SECONDS = 86_400;

/** `since`: unix seconds of a moment at which it was unspent and deep in the chain. */
type TracedOutput = Outpoint & { since: number };

export type OutputTracer = {
  /** Throws `bitcoin/search-unfinished` when its time is over before all is read: asked again, it goes on from there. */
  trace(output: TracedOutput): Promise<OutputFate>;
};

/** What was read for one output: the blocks of the best chain from `top` down to `next` excluded. */
type Progress = {
  top: ChainTip;
  next: number;
  /** The highest block that spends it. */
  spent: { by: string; height: number } | undefined;
  /** The lowest block read that was mined after the moment asked about. */
  lowestSince: number | undefined;
  isDone: boolean;
};

export type OutputTracerOptions = {
  /** How long one question may read blocks. */
  budgetMs: number;
  /** Outputs remembered between questions; the one asked about longest ago goes first. */
  mostRemembered?: number;
  now?: () => number;
};

/**
 * Finds out what became of outputs by reading the best chain back to a day before they were registered (`since`, unix
 * seconds). An output that is not unspent, and that no block since then spends, is in no block: it was unspent then, so
 * nothing before can have spent it. Reading months of blocks takes longer than anybody waits for an answer, so it is done in
 * portions; what was read stays read as long as it is in the best chain.
 */
export function createOutputTracer(rpc: BitcoinRpc, options: OutputTracerOptions): OutputTracer {
  const { budgetMs, mostRemembered = 1_000, now = () => performance.now() } = options;
  const remembered = new Map<string, Progress>();

  async function startOrGoOn(key: string, tip: ChainTip): Promise<Progress> {
    const before = remembered.get(key);
    const isStill = before && (await rpc.getBlockHash(before.top.height)) === before.top.hash;
    return isStill ? before : { top: tip, next: tip.height, spent: undefined, lowestSince: undefined, isDone: false };
  }

  function remember(key: string, progress: Progress): void {
    remembered.delete(key);
    remembered.set(key, progress);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function readBlock(height: number): Promise<{ hash: string; block: Uint8Array }> {
    const hash = await rpc.getBlockHash(height);
    if (hash === undefined) throw new CustodyError('bitcoin/bad-answer', badHeight(height));
    return { hash, block: await rpc.getRawBlock(hash) };
  }

  // Two searches for one output would take blocks from each other: who asks meanwhile gets what the first one finds.
  const running = new Map<string, Promise<OutputFate>>();

  return {
    async trace(asked) {
      // How far back it has to look is part of the question.
      const key = `${outpointKey(asked)}@${asked.since}`;
      const search = running.get(key) ?? look(key, asked).finally(() => running.delete(key));
      running.set(key, search);
      return await search;
    },
  };

  async function look(key: string, { since, ...outpoint }: TracedOutput): Promise<OutputFate> {
    const { txid, vout } = outpoint;
    if (await rpc.getUnspentOutput(txid, vout, 'chain')) {
      remembered.delete(key);
      return { is: 'unspent' };
    }
    const tip = await rpc.getTip();
    const progress = await startOrGoOn(key, tip);
    const end = now() + budgetMs;
    const read = async (height: number): Promise<{ hash: string; isEnd: boolean }> => {
      const { hash, block } = await readBlock(height);
      const by = spenderIn(block, outpoint);
      if (by !== undefined && (progress.spent?.height ?? -1) < height) progress.spent = { by, height };
      const { time } = parseHeader(block);
      if (time >= since + AHEAD_SECONDS) progress.lowestSince = Math.min(progress.lowestSince ?? height, height);
      return { hash, isEnd: time < since - MARGIN_SECONDS || progress.spent !== undefined };
    };
    const hasTime = (): boolean => {
      remember(key, progress);
      return now() < end;
    };
    // What was mined since the last question, in order, so that `top` is always the end of what was read.
    while (progress.top.height < tip.height) {
      const height = progress.top.height + 1;
      const { hash } = await read(height);
      progress.top = { height, hash };
      if (!hasTime()) break;
    }
    progress.isDone ||= progress.spent !== undefined;
    while (!progress.isDone && hasTime()) {
      progress.isDone = (await read(progress.next)).isEnd || progress.next === 0;
      progress.next--;
    }
    const left = tip.height - progress.top.height + (progress.isDone ? 0 : progress.next + 1);
    if (left > 0) {
      const done = progress.top.height - progress.next;
      throw new CustodyError('bitcoin/search-unfinished', { what: outpointKey(outpoint), read: done, left });
    }
    if (progress.spent) {
      const { by, height } = progress.spent;
      return { is: 'spent', by, confirmations: tip.height - height + 1 };
    }
    const transaction = await rpc.getTransaction(txid);
    if (transaction && transaction.blockHash === undefined) return { is: 'waiting' };
    const { lowestSince } = progress;
    return { is: 'undone', blocksSince: lowestSince === undefined ? 0 : tip.height - lowestSince + 1 };
  }
}

const badHeight = (height: number) => ({ method: 'getblockhash', reason: `there is no block ${height} below its tip` });

function spenderIn(block: Uint8Array, outpoint: Outpoint): string | undefined {
  const wanted = encodeOutpoint(outpoint);
  let isSpent = false;
  let by: string | undefined;
  walkBlock(block, {
    input(offset) {
      if (Buffer.compare(block.subarray(offset, offset + wanted.length), wanted) === 0) isSpent = true;
    },
    transaction(span) {
      if (isSpent) by ??= toDisplayHash(spanTxid(block, span));
      isSpent = false;
    },
  });
  return by;
}
