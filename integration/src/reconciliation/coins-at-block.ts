import {
  type BitcoinRpc,
  type BitcoinView,
  branchOf,
  bytes,
  type ChainTip,
  count,
  type Descriptor,
  deriveAddress,
  flag,
  formatDescriptor,
  hash,
  isCustodyError,
  list,
  object,
  outpointKey,
  outputsAt,
  sats,
} from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Coin } from './compare-coins.ts';
import type { Disagreement } from './findings.ts';

/** Every coin at the custody's addresses, when a block was the last one. */
export interface CoinsAtBlock {
  block: ChainTip;
  coins: ReadonlyMap<string, Coin>;
  /** `scanned`: searched for among all that is unspent. `watched`: those that the watcher has seen, each asked for. */
  how: 'scanned' | 'watched';
}

/** Whose coins are looked for: of every epoch, at so many addresses from the first on. */
export interface Custody {
  descriptors: readonly Descriptor[];
  addresses: number;
}

/** What Bitcoin Core takes as one range. */
const MOST_INDEXES = 1_000_000;
/** RPC_METHOD_NOT_FOUND: a node, or a server before one, that has no such search. */
const NO_SUCH_METHOD = -32_601;
const ASKED_AT_ONCE = 16;

const Scan = object({
  success: flag,
  height: count,
  bestblock: hash,
  unspents: list(object({ txid: hash, vout: count, scriptPubKey: bytes, amount: sats, height: count })),
});

/**
 * Has the node search all that is unspent for the custody's addresses: what it finds depends on nothing that was seen or
 * stored before. Undefined where the node has no such search.
 */
export async function scanCoins(
  node: BitcoinRpc,
  { descriptors, addresses }: Custody,
): Promise<CoinsAtBlock | undefined> {
  try {
    const scan = await node.ask('scantxoutset', ['start', scanObjects(descriptors, addresses)], Scan);
    if (!scan.success) throw new Error('the search among all unspent outputs was broken off');
    const reserve = reserveScripts(descriptors);
    const coins = scan.unspents.map(({ txid, vout, scriptPubKey, amount, height }): [string, Coin] => [
      outpointKey({ txid, vout }),
      { amountSats: amount, height, isReserve: reserve.has(Buffer.from(scriptPubKey).toString('hex')) },
    ]);
    return { block: { height: scan.height, hash: scan.bestblock }, coins: new Map(coins), how: 'scanned' };
  } catch (error) {
    if (isCustodyError(error, 'bitcoin/rpc') && error.context.rpcCode === NO_SUCH_METHOD) return undefined;
    throw error;
  }
}

function scanObjects(
  descriptors: readonly Descriptor[],
  addresses: number,
): { desc: string; range: [number, number] }[] {
  const last = Math.max(addresses - 1, 0);
  const ranges = Array.from({ length: Math.floor(last / MOST_INDEXES) + 1 }, (_, i): [number, number] => [
    i * MOST_INDEXES,
    Math.min(last, (i + 1) * MOST_INDEXES - 1),
  ]);
  return descriptors.flatMap((descriptor) => [
    ...ranges.map((range) => ({ desc: formatDescriptor(descriptor), range })),
    { desc: formatDescriptor(branchOf(descriptor, 'change')), range: [0, 0] as [number, number] },
  ]);
}

const reserveScripts = (descriptors: readonly Descriptor[]): ReadonlySet<string> =>
  new Set(
    descriptors.map((descriptor) =>
      Buffer.from(deriveAddress(branchOf(descriptor, 'change'), 0).scriptPubKey).toString('hex'),
    ),
  );

/** What the watcher has seen at the custody's addresses, as far as the node has it unspent at its last block. */
export async function watchedCoins(node: BitcoinRpc, db: Kysely<Schema>): Promise<CoinsAtBlock> {
  const block = await node.getTip();
  const rows = await db.selectFrom('istsi.bitcoin_credits').selectAll().execute();
  const outpoints = rows.map(({ txid, vout, block_hash }) => ({ txid, vout: Number(vout), blockHash: block_hash }));
  const found = await outputsAt({ rpc: node, block, outpoints });
  if (!found.ok) throw new Error(found.reason);
  const coins = rows.flatMap(({ outpoint, branch }): [string, Coin][] => {
    const output = found.outputs.get(outpoint);
    if (!output || 'code' in output) return [];
    return [[outpoint, { amountSats: output.amountSats, height: output.height, isReserve: branch === 'change' }]];
  });
  return { block, coins: new Map(coins), how: 'watched' };
}

/** What a second node or server says otherwise about the same block; undefined where it has another last block. */
export async function compareSecondView(
  second: BitcoinRpc | BitcoinView,
  custody: Custody,
  first: CoinsAtBlock,
): Promise<Disagreement[] | { otherBlock: ChainTip }> {
  const scan = 'ask' in second ? await scanCoins(second, custody) : undefined;
  if (scan === undefined) return await askEach(second, first);
  if (scan.block.hash !== first.block.hash) return { otherBlock: scan.block };
  const outpoints = new Set([...first.coins.keys(), ...scan.coins.keys()]);
  return [...outpoints].flatMap((outpoint) => differ(outpoint, first.coins.get(outpoint), scan.coins.get(outpoint)));
}

function differ(what: string, one: Coin | undefined, other: Coin | undefined): Disagreement[] {
  const [first, second] = [inWords(one), inWords(other)];
  return first === second ? [] : [{ chain: 'bitcoin', what, first, second }];
}

const inWords = (coin: Coin | undefined): string =>
  coin === undefined ? 'not there' : `${coin.amountSats} sats since block ${coin.height}`;

/** A server without a search cannot tell of coins that the first has left out; of those that it named it can. */
async function askEach(
  second: BitcoinView,
  { block, coins }: CoinsAtBlock,
): Promise<Disagreement[] | { otherBlock: ChainTip }> {
  const tip = await second.getTip();
  if (tip.hash !== block.hash) return { otherBlock: tip };
  const waiting = [...coins.keys()];
  const found: Disagreement[] = [];
  const worker = async (): Promise<void> => {
    for (let outpoint = waiting.pop(); outpoint !== undefined; outpoint = waiting.pop()) {
      const txid = outpoint.slice(0, 64);
      const there = await second.getUnspentOutput(txid, Number(outpoint.slice(65)), 'chain');
      if (!there) found.push(...differ(outpoint, coins.get(outpoint), undefined));
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker));
  return found;
}
