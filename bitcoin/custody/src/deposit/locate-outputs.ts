import { type Outpoint, parseTransaction, type Transaction } from '../block/transaction.ts';
import { findTransactions } from '../block/verify.ts';
import type { BitcoinView, UnspentOutput } from '../node/bitcoin-view.ts';
import type { DepositRefusal } from './refusal.ts';

const MOST_ATTEMPTS = 3;

export type Located = {
  readonly transaction: Transaction;
  readonly confirmations: number;
  readonly blockHash: string;
  readonly blockHeight: number;
  readonly output: UnspentOutput;
};

type Unspent = { readonly outpoint: Outpoint; readonly output: UnspentOutput };
type Answer = Located | DepositRefusal;

/**
 * The transactions of these outputs as they stand in blocks of the best chain, read from those blocks' bytes. Works on a
 * node without a transaction index: the unspent output tells the depth, the depth the block. What many have in common
 * (tip, block) is asked once.
 */
export async function locateOutputs(rpc: BitcoinView, outpoints: readonly Outpoint[]): Promise<Answer[]> {
  const answers: (Answer | undefined)[] = outpoints.map(() => undefined);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const open = outpoints.flatMap((outpoint, i) => (answers[i] === undefined ? [{ outpoint, i }] : []));
    if (open.length === 0) break;
    const found = await locateOnce(
      rpc,
      open.map(({ outpoint }) => outpoint),
    );
    for (const [at, { i }] of open.entries()) answers[i] = found[at];
  }
  return answers.map((answer) => answer ?? restless);
}

const restless: DepositRefusal = {
  code: 'node-inconsistent',
  reason: `its chain changed during each of ${MOST_ATTEMPTS} attempts`,
};

/** Undefined of those that the chain moved below while they were looked up. */
async function locateOnce(rpc: BitcoinView, outpoints: readonly Outpoint[]): Promise<(Answer | undefined)[]> {
  const outputs = await Promise.all(outpoints.map(({ txid, vout }) => rpc.getUnspentOutput(txid, vout, 'chain')));
  const unspent = outpoints.flatMap((outpoint, i) => {
    const output = outputs[i];
    return output ? [{ outpoint, output }] : [];
  });
  const heightOf = await heights(rpc, unspent);
  const hashes = await askEach(heightOf.values(), async (height) => await rpc.getBlockHash(height));
  const wanted = new Set(unspent.map(({ outpoint }) => outpoint.txid));
  const known = [...hashes.values()].filter((hash) => hash !== undefined);
  const blocks = await askEach(known, async (hash) => findTransactions(await rpc.getRawBlock(hash), wanted));
  // Asked last, so that all of the above was true at one moment: a new block in between starts over.
  const tip = unspent.length > 0 ? await rpc.getTip() : undefined;

  function place({ outpoint: { txid }, output }: Unspent): Answer | undefined {
    const blockHeight = heightOf.get(heightKey(output));
    const blockHash = blockHeight === undefined ? undefined : hashes.get(blockHeight);
    if (blockHeight === undefined || blockHash === undefined || tip?.hash !== output.bestBlock) return undefined;
    const bytes = blocks.get(blockHash)?.get(txid);
    if (!bytes) return { code: 'node-inconsistent', reason: `block ${blockHash} does not hold the transaction` };
    return {
      transaction: parseTransaction(bytes),
      ...{ confirmations: output.confirmations, blockHash, blockHeight, output },
    };
  }

  return await Promise.all(
    outpoints.map(async (outpoint, i) => {
      const output = outputs[i];
      return output ? place({ outpoint, output }) : await explainAbsence(rpc, outpoint);
    }),
  );
}

const heightKey = ({ bestBlock, confirmations }: UnspentOutput): string => `${bestBlock} ${confirmations}`;

/** Of the blocks that hold them, by the tip that each was unspent at; none for a tip that has left the chain meanwhile. */
async function heights(rpc: BitcoinView, unspent: readonly Unspent[]): Promise<Map<string, number>> {
  const outputs = unspent.map(({ output }) => output);
  const tips = await askEach(
    outputs.map(({ bestBlock }) => bestBlock),
    async (hash) => await rpc.getHeader(hash),
  );
  return new Map(
    outputs.flatMap((output): [string, number][] => {
      const best = tips.get(output.bestBlock);
      return best ? [[heightKey(output), best.height - output.confirmations + 1]] : [];
    }),
  );
}

/** Each question once, all at the same time. */
async function askEach<K, T>(keys: Iterable<K>, ask: (key: K) => Promise<T>): Promise<Map<K, T>> {
  const distinct = [...new Set(keys)];
  return new Map(await Promise.all(distinct.map(async (key): Promise<[K, T]> => [key, await ask(key)])));
}

/** The output is not in the set of unspent outputs: says why, as far as the node can tell. */
async function explainAbsence(rpc: BitcoinView, { txid, vout }: Outpoint): Promise<DepositRefusal> {
  const transaction = await rpc.getTransaction(txid);
  if (!transaction) return { code: 'transaction-not-found', txid };
  const { outputs } = parseTransaction(transaction.bytes);
  if (vout >= outputs.length) return { code: 'output-missing', vout, outputs: outputs.length };
  const header = transaction.blockHash === undefined ? undefined : await rpc.getHeader(transaction.blockHash);
  return header && header.confirmations > 0 ? { code: 'output-spent', txid, vout } : { code: 'unconfirmed', txid };
}
