/** An output to the custody, on whichever branch it was seen. */
export interface Coin {
  outpoint: string;
  sats: bigint;
}

interface CustodyBlock {
  hash: string;
  previous: string | undefined;
  height: number;
  coins: readonly Coin[];
  /** What it spends, of anybody. */
  spends: ReadonlyMap<string, string>;
}

interface Block {
  hash: string;
  height: number;
  previousblockhash?: string;
  tx: {
    txid: string;
    vin: { txid?: string; vout?: number }[];
    vout: { n: number; value: number; scriptPubKey: { address?: string } }[];
  }[];
}

/** The custody's coins as the blocks of one tip have them. */
export interface CoinsAtTip {
  hash: string;
  height: number;
  /** Mined and not spent. */
  unspent: ReadonlySet<string>;
  /** By what it was spent. */
  spentBy: ReadonlyMap<string, string>;
}

export interface ChainFollower {
  /** Every output to the custody that any block ever had. */
  coins: ReadonlyMap<string, Coin>;
  at(tip: string): Promise<CoinsAtTip>;
}

type Rpc = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** Reads blocks themselves and believes nobody's index. `addresses`: all that the custody's descriptors derive. */
export function createChainFollower(rpc: Rpc, addresses: ReadonlySet<string>): ChainFollower {
  const blocks = new Map<string, CustodyBlock>();
  const coins = new Map<string, Coin>();
  let last: CoinsAtTip | undefined;

  async function read(hash: string): Promise<CustodyBlock> {
    const known = blocks.get(hash);
    if (known) return known;
    const { height, previousblockhash: previous, tx } = await rpc<Block>('getblock', hash, 2);
    const found: Coin[] = [];
    const spends = new Map<string, string>();
    for (const { txid, vin, vout } of tx) {
      for (const { txid: of, vout: n } of vin) if (of !== undefined) spends.set(`${of}:${n}`, txid);
      for (const { n, value, scriptPubKey } of vout) {
        if (!addresses.has(scriptPubKey.address ?? '')) continue;
        found.push({ outpoint: `${txid}:${n}`, sats: BigInt(Math.round(value * 1e8)) });
      }
    }
    const block = { hash, height, previous, coins: found, spends };
    for (const coin of found) coins.set(coin.outpoint, coin);
    blocks.set(hash, block);
    return block;
  }

  return {
    coins,
    async at(tip) {
      if (last?.hash === tip) return last;
      const branch: CustodyBlock[] = [];
      for (let hash: string | undefined = tip; hash !== undefined; ) {
        const block: CustodyBlock = await read(hash);
        branch.push(block);
        hash = block.previous;
      }
      const unspent = new Set<string>();
      const spentBy = new Map<string, string>();
      for (const block of branch.reverse()) {
        for (const { outpoint } of block.coins) unspent.add(outpoint);
        for (const [outpoint, by] of block.spends) if (unspent.delete(outpoint)) spentBy.set(outpoint, by);
      }
      last = { hash: tip, height: branch.length - 1, unspent, spentBy };
      return last;
    },
  };
}
