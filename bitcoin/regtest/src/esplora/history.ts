import { sha256 } from '../encoding/hash.ts';
import { inputKey, outpointKey } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import type { JsonObject } from '../rpc/json.ts';
import { addressToScript } from '../script/address.ts';
import { esploraTransaction, type Located, statusShape } from './transactions.ts';

const CONFIRMED_PER_PAGE = 25;
const MOST_UNCONFIRMED = 50;

/** Scripts are named by SHA-256, so one is recognised without being known beforehand. */
export type ScriptMatch = (script: Buffer) => boolean;

export function matchScript(kind: 'address' | 'scripthash', text: string): ScriptMatch | undefined {
  if (kind === 'address') {
    const wanted = addressToScript(text);
    return wanted && ((script) => script.equals(wanted));
  }
  return /^[0-9a-fA-F]{64}$/.test(text) ? (script) => sha256(script).toString('hex') === text.toLowerCase() : undefined;
}

type Funding = { at: Located; vout: number; valueSats: bigint };
type Activity = { transactions: Located[]; fundings: Map<string, Funding>; spent: Set<string> };

/**
 * Everything that pays to a script or spends from it, oldest first. Reads the whole chain for every question: an index
 * would be faster, but a test chain is short and nothing then has to be undone by a reorganisation.
 */
function activityOf(node: Node, isOurs: ScriptMatch): { chain: Activity; mempool: Activity } {
  const fundings = new Map<string, Funding>();
  const collect = (all: Iterable<Located>): Activity => {
    const found: Activity = { transactions: [], fundings: new Map(), spent: new Set() };
    for (const at of all) {
      const spends = at.tx.inputs.map(inputKey).filter((key) => fundings.has(key));
      const pays = at.tx.outputs.flatMap(({ script, valueSats }, vout) =>
        isOurs(script) ? [{ at, vout, valueSats }] : [],
      );
      if (spends.length + pays.length === 0) continue;
      found.transactions.push(at);
      for (const key of spends) found.spent.add(key);
      for (const funding of pays) {
        const key = outpointKey(at.tx.txid, funding.vout);
        fundings.set(key, funding);
        found.fundings.set(key, funding);
      }
    }
    return found;
  };
  const confirmed = node.chain.active.flatMap((block) => block.block!.transactions.map((tx) => ({ tx, block })));
  const chain = collect(confirmed);
  // The mempool keeps parents before children.
  return { chain, mempool: collect([...node.mempool.entries.values()].map(({ tx }) => ({ tx }))) };
}

export function statistics(node: Node, isOurs: ScriptMatch): { chain_stats: JsonObject; mempool_stats: JsonObject } {
  const { chain, mempool } = activityOf(node, isOurs);
  const satsOf = (key: string): bigint => (chain.fundings.get(key) ?? mempool.fundings.get(key))?.valueSats ?? 0n;
  const count = (activity: Activity): JsonObject => ({
    tx_count: activity.transactions.length,
    funded_txo_count: activity.fundings.size,
    funded_txo_sum: Number([...activity.fundings.values()].reduce((sum, { valueSats }) => sum + valueSats, 0n)),
    spent_txo_count: activity.spent.size,
    spent_txo_sum: Number([...activity.spent].reduce((sum, key) => sum + satsOf(key), 0n)),
  });
  return { chain_stats: count(chain), mempool_stats: count(mempool) };
}

/** Newest first: the mempool, one page of the chain after `lastSeen`, or both. */
export function history(node: Node, isOurs: ScriptMatch, part: 'all' | 'chain' | 'mempool', lastSeen?: string) {
  const { chain, mempool } = activityOf(node, isOurs);
  const confirmed = chain.transactions.toReversed();
  const after = lastSeen === undefined ? 0 : confirmed.findIndex(({ tx }) => tx.txid === lastSeen) + 1;
  const listed = [
    ...(part === 'chain' ? [] : mempool.transactions.toReversed().slice(0, MOST_UNCONFIRMED)),
    ...(part === 'mempool' ? [] : confirmed.slice(after, after + CONFIRMED_PER_PAGE)),
  ];
  return listed.map((at) => esploraTransaction(node, at));
}

export function unspentOutputs(node: Node, isOurs: ScriptMatch): JsonObject[] {
  const { chain, mempool } = activityOf(node, isOurs);
  return [...chain.fundings, ...mempool.fundings]
    .filter(([key]) => !chain.spent.has(key) && !mempool.spent.has(key))
    .map(([, { at, vout, valueSats }]) => ({
      txid: at.tx.txid,
      vout,
      status: statusShape(at.block),
      value: Number(valueSats),
    }));
}
