import { networks } from '@istsi/bitcoin-custody/verify';
import { z } from 'zod';
import { askHttp, NodeSilent, readJson } from './ask-http.ts';
import type { ListedOutput } from './published-files.ts';
import type { Mismatch } from './read-published.ts';
import type { Statement } from './statement.ts';

export interface EsploraFacts {
  /** Outputs that it shows as unspent at the block, with what they hold. */
  unspent: number;
  unspentSats: bigint;
  /** Of these, spent in a block after that one. */
  spentSince: number;
  /** Its newest block. */
  tipHeight: number;
}

const AT_ONCE = 24;
/** Paths and shapes: Esplora's API.md. Amounts are satoshis, below 2^53. */
const Status = z.object({
  confirmed: z.boolean(),
  block_height: z.int().optional(),
  block_hash: z.string().optional(),
});
const Transaction = z.object({
  vout: z.array(z.object({ scriptpubkey: z.string(), value: z.int().min(0) })),
  status: Status,
});
const Outspends = z.array(z.object({ spent: z.boolean(), status: Status.partial().optional() }));

export interface EsploraQuestion {
  statement: Pick<Statement, 'bitcoin'>;
  outputs: readonly ListedOutput[];
  /** Where the paths of its API begin: `https://…/api`. */
  url: string;
  onProgress?: (asked: number) => void;
}

/**
 * What an Esplora server says of the outputs that a proof lists: whether each was made where it is said, holds as much, and
 * was unspent when the proof's block was the last one. It is believed in that; whom to ask is the reader's to choose.
 */
export async function askEsplora(question: EsploraQuestion): Promise<{ mismatches: Mismatch[]; facts: EsploraFacts }> {
  const { statement, outputs, onProgress } = question;
  const { height, block, network } = statement.bitcoin;
  const base = question.url.replace(/\/+$/, '');
  const facts: EsploraFacts = { unspent: 0, unspentSats: 0n, spentSince: 0, tipHeight: await tipOf(base) };
  const genesis = await blockAt(base, 0);
  const expected = networks[network].genesisHash;
  if (genesis !== expected)
    return { facts, mismatches: [{ code: 'network', message: `${base} is of another network than ${network}` }] };
  const mismatches: Mismatch[] = [];
  const onChain = await blockAt(base, height);
  if (onChain !== block) {
    const there = onChain === undefined ? 'it has no such block yet' : `it has ${onChain} there`;
    return { facts, mismatches: [{ code: 'bitcoin-block', message: `block ${height} is not ${block}: ${there}` }] };
  }
  let asked = 0;
  await inParallel([...byTransaction(outputs)], async ([txid, listed]) => {
    for (const found of await lookUp(base, txid, listed, height)) {
      if (found.problem !== undefined) mismatches.push({ code: 'bitcoin-output', message: found.problem });
      else {
        facts.unspent += 1;
        facts.unspentSats += BigInt(found.output.amount_sats);
        facts.spentSince += found.isSpentSince ? 1 : 0;
      }
    }
    asked += listed.length;
    onProgress?.(asked);
  });
  // A chain that moved below the proof's block meanwhile makes all of this worthless.
  if ((await blockAt(base, height)) !== block)
    mismatches.push({ code: 'bitcoin-block', message: `block ${height} was replaced while it was asked: ask again` });
  return { mismatches, facts };
}

function byTransaction(outputs: readonly ListedOutput[]): Map<string, ListedOutput[]> {
  const byTxid = new Map<string, ListedOutput[]>();
  for (const output of outputs) {
    const others = byTxid.get(output.txid);
    if (others) others.push(output);
    else byTxid.set(output.txid, [output]);
  }
  return byTxid;
}

type Found =
  | { output: ListedOutput; problem: string }
  | { output: ListedOutput; problem?: never; isSpentSince: boolean };

async function lookUp(base: string, txid: string, listed: readonly ListedOutput[], height: number): Promise<Found[]> {
  const [transaction, spends] = await Promise.all([
    ask(`${base}/tx/${txid}`, Transaction),
    ask(`${base}/tx/${txid}/outspends`, Outspends),
  ]);
  return listed.map((output): Found => {
    const name = `${txid}:${output.vout}`;
    const made = transaction?.vout[output.vout];
    if (!transaction || !made) return { output, problem: `${name} is not there` };
    const { confirmed, block_height, block_hash } = transaction.status;
    const differing = (
      [
        ['amount', output.amount_sats, String(made.value)],
        ['script', output.script, made.scriptpubkey],
        ['height', String(output.height), confirmed ? String(block_height) : 'none yet'],
        ['block', output.block, confirmed ? String(block_hash) : 'none yet'],
      ] as const
    ).find(([, stated, actual]) => stated !== actual);
    if (differing) {
      const [what, stated, actual] = differing;
      return { output, problem: `${name} has ${what} ${stated} in outputs.json and ${actual} on Bitcoin` };
    }
    if (output.height > height)
      return { output, problem: `${name} was made in block ${output.height}, after the proof’s` };
    const spend = spends?.[output.vout];
    if (!spend) throw new NodeSilent(`${base}/tx/${txid}/outspends: nothing about output ${output.vout}`);
    // What is spent in no block yet is unspent in every block.
    const spentAt = spend.spent && spend.status?.confirmed ? spend.status.block_height : undefined;
    if (spend.spent && spend.status?.confirmed && spentAt === undefined)
      throw new NodeSilent(`${base}/tx/${txid}/outspends: spent in a block without a height`);
    if (spentAt !== undefined && spentAt <= height)
      return { output, problem: `${name} was not unspent at block ${height}: block ${spentAt} spent it` };
    return { output, isSpentSince: spentAt !== undefined };
  });
}

/** Undefined where it has no such thing. */
async function ask<T>(url: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const text = await askHttp(url);
  if (text === undefined) return undefined;
  const parsed = shape.safeParse(readJson(url, text));
  if (!parsed.success) throw new NodeSilent(`${url}: it answers something else than Esplora does`);
  return parsed.data;
}

const blockAt = async (base: string, height: number): Promise<string | undefined> =>
  (await askHttp(`${base}/block-height/${height}`))?.trim();

async function tipOf(base: string): Promise<number> {
  const url = `${base}/blocks/tip/height`;
  const text = (await askHttp(url))?.trim() ?? '';
  if (!/^\d{1,10}$/.test(text)) throw new NodeSilent(`${url}: it answers something else than Esplora does`);
  return Number(text);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}
