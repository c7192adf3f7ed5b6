import { CustodyError } from '../errors.ts';

export type ChainTip = { readonly height: number; readonly hash: string };

/** What following a chain needs. Each backend checks a block's bytes (`verifyBlock`) before it hands them on. */
export type ChainView = {
  getTip(): Promise<ChainTip>;
  /** The block at a height of the best chain; undefined above its tip. */
  getBlockHash(height: number): Promise<string | undefined>;
  getRawBlock(hash: string): Promise<Uint8Array>;
};

async function firstAnswer<T>(views: readonly ChainView[], ask: (view: ChainView) => Promise<T>): Promise<T> {
  let lastError: unknown;
  for (const view of views) {
    try {
      return await ask(view);
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}

/**
 * Several backends as one: a block counts only once every backend has it at the same height. One that lags holds the
 * others back; two that differ raise `bitcoin/backends-disagree`, which passes by itself when a fork is resolved.
 */
export function agreeing(views: readonly [ChainView, ...ChainView[]]): ChainView {
  async function getBlockHash(height: number): Promise<string | undefined> {
    const hashes = await Promise.all(views.map((view) => view.getBlockHash(height)));
    const known = hashes.filter((hash) => hash !== undefined);
    const distinct = [...new Set(known)];
    if (distinct.length > 1) throw new CustodyError('bitcoin/backends-disagree', { height, hashes: distinct });
    return known.length === views.length ? distinct[0] : undefined;
  }

  async function getTip(): Promise<ChainTip> {
    const tips = await Promise.all(views.map((view) => view.getTip()));
    const height = Math.min(...tips.map((tip) => tip.height));
    const hash = await getBlockHash(height);
    // A backend went back between the two questions.
    if (hash === undefined) throw new CustodyError('watcher/unstable-chain', { attempts: 1 });
    return { height, hash };
  }

  return { getTip, getBlockHash, getRawBlock: (hash) => firstAnswer(views, (view) => view.getRawBlock(hash)) };
}

/**
 * Fetches the blocks after the one asked for while that one is being scanned, so that catching up is not a series of
 * round trips. Only bytes are kept, by hash; which block is at a height is asked anew every time.
 */
export function prefetching(view: ChainView, ahead = 16): ChainView {
  const blocks = new Map<string, Promise<Uint8Array>>();
  let lastAsked: { height: number; hash: string } | undefined;

  async function fetchAfter(height: number): Promise<void> {
    blocks.clear();
    for (let next = height + 1; next <= height + ahead; next++) {
      const hash = await view.getBlockHash(next);
      if (hash === undefined) return;
      const block = view.getRawBlock(hash);
      // A failure is reported to whoever asks for this block, who then fetches it again.
      block.catch(() => blocks.delete(hash));
      blocks.set(hash, block);
    }
  }

  return {
    getTip: () => view.getTip(),
    async getBlockHash(height) {
      const hash = await view.getBlockHash(height);
      if (hash !== undefined) lastAsked = { height, hash };
      return hash;
    },
    async getRawBlock(hash) {
      const fetched = blocks.get(hash);
      blocks.delete(hash);
      if (fetched) return fetched;
      const block = await view.getRawBlock(hash);
      // Looking ahead is an optimisation: if it fails, the next question meets the same trouble and reports it.
      if (lastAsked?.hash === hash) fetchAfter(lastAsked.height).catch(() => undefined);
      return block;
    },
  };
}

/**
 * The last blocks that were asked for, kept by hash: many deposits of one block are judged one after another. Only bytes
 * that hash to it are ever kept; which block is at a height is asked anew every time.
 */
export function keepingBlocks<V extends ChainView>(view: V, most = 2): V {
  const kept = new Map<string, Promise<Uint8Array>>();
  return {
    ...view,
    getRawBlock(hash) {
      const known = kept.get(hash);
      if (known) return known;
      const block = view.getRawBlock(hash);
      block.catch(() => kept.delete(hash));
      kept.set(hash, block);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return block;
    },
  };
}
