import type { BlockNode } from '../chain/block-tree.ts';
import { subsidySats } from '../chain/params.ts';
import { encodeOutput, type Transaction, type TxOutput } from '../encoding/transaction.ts';
import { isUnspendable } from '../script/templates.ts';
import type { JsonObject } from './json.ts';
import { failRpc } from './rpc-error.ts';

/** What an entry of the set of unspent outputs takes next to the output: outpoint, height and whether it is a coinbase's. */
const PER_COIN_BYTES = 41;
const WITNESS_SCALE = 4;
/** Shares of the weight at which fee rates are told. */
const PERCENTILES = [0.1, 0.25, 0.5, 0.75, 0.9];

type Spend = { size: number; weight: number; feeSats: bigint; satsPerVbyte: bigint; hasWitness: boolean };

/** The answer of `getblockstats`: amounts in satoshis, the coinbase left out wherever it pays no fee. */
export function blockStats(node: BlockNode, names: string[]): JsonObject {
  const all = everyStat(node);
  if (names.length === 0) return all;
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => {
      if (all[name] === undefined) failRpc('INVALID_PARAMETER', `Invalid selected statistic '${name}'`);
      return [name, all[name]];
    }),
  );
}

function everyStat(node: BlockNode): JsonObject {
  const [coinbase, ...others] = node.block!.transactions as [Transaction, ...Transaction[]];
  const undo =
    node.undo ??
    failRpc(
      'MISC',
      "Undo data expected but can't be read. This could be due to disk corruption or a conflict with a pruning event.",
    );
  const spends = others.map((tx, index) => spendOf(tx, undo[index + 1]!));
  const fees = spends.map(({ feeSats }) => feeSats);
  const rates = spends.map(({ satsPerVbyte }) => satsPerVbyte);
  const sizes = spends.map(({ size }) => size);
  const segwit = spends.filter(({ hasWitness }) => hasWitness);
  const totalFee = fees.reduce((sum, fee) => sum + fee, 0n);
  const totalWeight = sum(spends.map(({ weight }) => weight));
  const count = BigInt(others.length);
  return {
    avgfee: count > 0n ? Number(totalFee / count) : 0,
    avgfeerate: totalWeight > 0 ? Number((totalFee * BigInt(WITNESS_SCALE)) / BigInt(totalWeight)) : 0,
    avgtxsize: others.length > 0 ? Math.floor(sum(sizes) / others.length) : 0,
    blockhash: node.hash,
    feerate_percentiles: ratePercentiles(spends, totalWeight),
    height: node.height,
    ins: sum(others.map(({ inputs }) => inputs.length)),
    maxfee: Number(highest(fees)),
    maxfeerate: Number(highest(rates)),
    maxtxsize: Math.max(0, ...sizes),
    medianfee: Number(truncatedMedian(fees)),
    mediantime: node.medianTimePast,
    mediantxsize: Number(truncatedMedian(sizes.map(BigInt))),
    minfee: Number(lowest(fees)),
    minfeerate: Number(lowest(rates)),
    mintxsize: sizes.length > 0 ? Math.min(...sizes) : 0,
    outs: coinbase.outputs.length + sum(others.map(({ outputs }) => outputs.length)),
    subsidy: Number(subsidySats(node.height)),
    swtotal_size: sum(segwit.map(({ size }) => size)),
    swtotal_weight: sum(segwit.map(({ weight }) => weight)),
    swtxs: segwit.length,
    time: node.header.time,
    total_out: Number(others.flatMap(({ outputs }) => outputs).reduce((total, { valueSats }) => total + valueSats, 0n)),
    total_size: sum(sizes),
    total_weight: totalWeight,
    totalfee: Number(totalFee),
    txs: 1 + others.length,
    ...coinSetChange(node),
  };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const highest = (values: bigint[]): bigint => values.reduce((most, value) => (value > most ? value : most), 0n);
const lowest = (values: bigint[]): bigint =>
  values.reduce((least, value) => (value < least ? value : least), values[0] ?? 0n);

function spendOf(tx: Transaction, spent: TxOutput[]): Spend {
  const valueIn = spent.reduce((total, { valueSats }) => total + valueSats, 0n);
  const feeSats = tx.outputs.reduce((left, { valueSats }) => left - valueSats, valueIn);
  const { weight, hasWitness } = tx;
  const satsPerVbyte = (feeSats * BigInt(WITNESS_SCALE)) / BigInt(weight);
  return { size: tx.raw.length, weight, feeSats, satsPerVbyte, hasWitness };
}

/** How the set of unspent outputs grew, with outputs that can never be spent and without them. Nothing of the genesis block is in it. */
function coinSetChange(node: BlockNode): JsonObject {
  const { transactions } = node.block!;
  const created = transactions.flatMap(({ outputs }) => outputs);
  const spent = node.undo!.flat();
  const kept = node.height === 0 ? [] : created.filter(({ script }) => !isUnspendable(script));
  const bytes = (outputs: TxOutput[]): number => sum(outputs.map((one) => encodeOutput(one).length + PER_COIN_BYTES));
  return {
    utxo_increase: created.length - spent.length,
    utxo_size_inc: bytes(created) - bytes(spent),
    utxo_increase_actual: kept.length - spent.length,
    utxo_size_inc_actual: bytes(kept) - bytes(spent),
  };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function truncatedMedian(values: bigint[]): bigint {
  const sorted = [...values].sort(compare);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0n;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2n;
}

/** The rate at each share of the block's weight, counted from the lowest rate. */
function ratePercentiles(spends: Spend[], totalWeight: number): number[] {
  const sorted = [...spends].sort((a, b) => compare(a.satsPerVbyte, b.satsPerVbyte) || a.weight - b.weight);
  return PERCENTILES.map((share) => {
    let weight = 0;
    const reached = sorted.find((spend) => {
      weight += spend.weight;
      return weight >= totalWeight * share;
    });
    return Number((reached ?? sorted.at(-1))?.satsPerVbyte ?? 0n);
  });
}
