import { virtualSize } from '../encoding/transaction.ts';
import {
  ancestorsOf,
  clusterOf,
  descendantsOf,
  entryVirtualSize,
  type MempoolEntry,
  modifiedFee,
} from '../mempool/entry.ts';
import { INCREMENTAL_RELAY_SATS_PER_KVB, MIN_RELAY_SATS_PER_KVB } from '../mempool/fees.ts';
import { minimumSatsPerKvb } from '../mempool/limit.ts';
import { chunksOf } from '../mempool/linearize.ts';
import type { Node } from '../node.ts';
import { btc, type JsonObject } from './json.ts';

const BIP125_FINAL = 0xfffffffe;

const totalFee = (entries: MempoolEntry[]): bigint => entries.reduce((sum, entry) => sum + modifiedFee(entry), 0n);
const totalSize = (entries: MempoolEntry[]): number => entries.reduce((sum, entry) => sum + entryVirtualSize(entry), 0);

export function entryShape(entry: MempoolEntry): JsonObject {
  const ancestors = [entry, ...ancestorsOf(entry)];
  const descendants = [entry, ...descendantsOf(entry)];
  const chunk = chunksOf(clusterOf([entry])).find(({ entries }) => entries.includes(entry))!;
  const { tx } = entry;
  return {
    vsize: entryVirtualSize(entry),
    vsize_bip141: virtualSize(tx.weight),
    vsize_adjusted: entryVirtualSize(entry),
    weight: tx.weight,
    time: entry.time,
    height: entry.height,
    descendantcount: descendants.length,
    descendantsize: totalSize(descendants),
    ancestorcount: ancestors.length,
    ancestorsize: totalSize(ancestors),
    chunkweight: chunk.size,
    wtxid: tx.wtxid,
    fees: {
      base: btc(entry.feeSats),
      modified: btc(modifiedFee(entry)),
      ancestor: btc(totalFee(ancestors)),
      descendant: btc(totalFee(descendants)),
      chunk: btc(chunk.feeSats),
    },
    depends: [...entry.parents].map((parent) => parent.tx.txid),
    spentby: [...entry.children].map((child) => child.tx.txid),
    'bip125-replaceable': ancestors.some((member) => member.tx.inputs.some((input) => input.sequence < BIP125_FINAL)),
    unbroadcast: entry.isUnbroadcast,
  };
}

export function mempoolShape({ mempool, nowSeconds }: Node): JsonObject {
  const forRoom = minimumSatsPerKvb(mempool, nowSeconds());
  return {
    loaded: true,
    size: mempool.entries.size,
    bytes: mempool.virtualBytes,
    usage: mempool.usageBytes,
    total_fee: btc(mempool.totalFeeSats()),
    maxmempool: mempool.maxBytes,
    mempoolminfee: btc(forRoom > MIN_RELAY_SATS_PER_KVB ? forRoom : MIN_RELAY_SATS_PER_KVB),
    minrelaytxfee: btc(MIN_RELAY_SATS_PER_KVB),
    incrementalrelayfee: btc(INCREMENTAL_RELAY_SATS_PER_KVB),
    unbroadcastcount: [...mempool.entries.values()].filter(({ isUnbroadcast }) => isUnbroadcast).length,
    fullrbf: true,
    permitbaremultisig: true,
    maxdatacarriersize: 100_000,
    limitclustercount: 64,
    limitclustersize: 101_000,
    optimal: true,
  };
}
