import {
  type Outpoint,
  outpointKey,
  parseTransaction,
  readOutpoint,
  type TransactionOutput,
} from '../block/transaction.ts';
import { findTransaction } from '../block/verify.ts';
import { walkBlock } from '../block/walk.ts';
import { CustodyError } from '../errors.ts';
import type { ChainTip } from '../node/chain-view.ts';
import { badAnswer, bytes, count, hash, nullable, object, sats } from '../node/decode.ts';
import type { BitcoinRpc } from '../node/rpc.ts';

/** An output that was there, and unspent, when a block was the last one. */
export type UnspentAt = TransactionOutput & {
  /** The block that made it. */
  readonly height: number;
  readonly blockHash: string;
  /** The block after that one in which it was spent, if it is by now. */
  readonly spentAt?: number;
};

export type OutputProblem = {
  readonly code: 'unknown-output' | 'made-later' | 'spent-before';
  readonly reason: string;
};

export type WantedOutput = Outpoint & {
  /** The block that made it. Needed only for an output that is spent by now: a node remembers no other. */
  readonly blockHash?: string;
};

export type OutputsAt =
  | { readonly ok: true; readonly outputs: ReadonlyMap<string, UnspentAt | OutputProblem> }
  | { readonly ok: false; readonly code: 'not-in-chain' | 'too-old'; readonly reason: string };

const ATTEMPTS = 5;
const AT_ONCE = 16;
/** Blocks that are read to find what was spent since; about two months. */
const MOST_BLOCKS_SINCE = 8_640;

/**
 * What a node says about outputs as of an earlier block: those still unspent, and made by then, were unspent then; for
 * the others the blocks since are searched for who spent them. Needs no transaction index.
 */
export async function outputsAt(options: {
  rpc: BitcoinRpc;
  block: ChainTip;
  outpoints: readonly WantedOutput[];
  mostBlocksSince?: number;
}): Promise<OutputsAt> {
  const { rpc, block, outpoints, mostBlocksSince = MOST_BLOCKS_SINCE } = options;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const tip = await rpc.getTip();
    if ((await rpc.getBlockHash(block.height)) !== block.hash) {
      return { ok: false, code: 'not-in-chain', reason: `block ${block.height} is not ${block.hash}` };
    }
    if (tip.height - block.height > mostBlocksSince) {
      return { ok: false, code: 'too-old', reason: `more than ${mostBlocksSince} blocks came after ${block.height}` };
    }
    const found = await lookUp(rpc, tip, block, outpoints);
    const after = await rpc.getTip();
    if (found && after.hash === tip.hash) return { ok: true, outputs: found };
  }
  throw new CustodyError('proof/unstable-chain', { attempts: ATTEMPTS });
}

/** Undefined when the chain moved meanwhile. */
async function lookUp(
  rpc: BitcoinRpc,
  tip: ChainTip,
  block: ChainTip,
  outpoints: readonly WantedOutput[],
): Promise<Map<string, UnspentAt | OutputProblem> | undefined> {
  const hashes = rememberingHashes(rpc);
  const answers = await inParallel(outpoints, (outpoint) => unspentNow(rpc, tip, hashes, outpoint));
  if (answers.includes('moved')) return undefined;
  const gone = outpoints.filter((_, i) => answers[i] === undefined);
  const spends = gone.length > 0 ? await spendsSince(rpc, block.height, tip.height, gone) : new Map<string, number>();
  const found = new Map<string, UnspentAt | OutputProblem>();
  for (const [i, outpoint] of outpoints.entries()) {
    const now = answers[i];
    const output =
      now !== undefined && now !== 'moved' ? now : await spentLater(rpc, outpoint, spends.get(outpointKey(outpoint)));
    const madeLater = 'height' in output && output.height > block.height;
    found.set(
      outpointKey(outpoint),
      madeLater ? { code: 'made-later', reason: `block ${output.height} made it, after ${block.height}` } : output,
    );
  }
  return found;
}

async function unspentNow(
  rpc: BitcoinRpc,
  tip: ChainTip,
  hashAt: (height: number) => Promise<string | undefined>,
  { txid, vout }: Outpoint,
): Promise<UnspentAt | undefined | 'moved'> {
  const output = await rpc.ask('gettxout', [txid, vout, false], nullable(Output));
  if (!output) return undefined;
  if (output.bestblock !== tip.hash) return 'moved';
  const height = tip.height - output.confirmations + 1;
  const blockHash = await hashAt(height);
  if (blockHash === undefined) throw badAnswer('gettxout', `there is no block ${height} below its tip`);
  return { height, blockHash, scriptPubKey: output.scriptPubKey.hex, amountSats: output.value };
}

const Output = object({ bestblock: hash, confirmations: count, value: sats, scriptPubKey: object({ hex: bytes }) });

/** An output that is gone: it counts if a later block spent it, and the block that it is said to come from has it. */
async function spentLater(
  rpc: BitcoinRpc,
  { txid, vout, blockHash }: WantedOutput,
  spentAt: number | undefined,
): Promise<UnspentAt | OutputProblem> {
  if (spentAt === undefined) return { code: 'spent-before', reason: 'it is not unspent, and no later block spent it' };
  const header = blockHash === undefined ? undefined : await rpc.getHeader(blockHash);
  if (blockHash === undefined || !header || header.confirmations < 1) {
    return { code: 'unknown-output', reason: `it is spent by now, and block ${blockHash ?? '?'} is not in the chain` };
  }
  const block = await rpc.getRawBlock(blockHash);
  const made = findTransaction(block, txid);
  const output = made && parseTransaction(made.bytes).outputs[vout];
  if (!output) return { code: 'unknown-output', reason: `block ${blockHash} did not make it` };
  return { ...output, height: header.height, blockHash, spentAt };
}

/** The heights above `from` at which these outpoints are spent. */
async function spendsSince(
  rpc: BitcoinRpc,
  from: number,
  through: number,
  outpoints: readonly Outpoint[],
): Promise<Map<string, number>> {
  const wanted = new Set(outpoints.map(outpointKey));
  const spends = new Map<string, number>();
  for (let height = from + 1; height <= through && spends.size < wanted.size; height++) {
    const hash = await rpc.getBlockHash(height);
    if (hash === undefined) break;
    const block = await rpc.getRawBlock(hash);
    walkBlock(block, {
      input(offset) {
        const key = outpointKey(readOutpoint(block, offset));
        if (wanted.has(key)) spends.set(key, height);
      },
    });
  }
  return spends;
}

function rememberingHashes(rpc: BitcoinRpc): (height: number) => Promise<string | undefined> {
  const known = new Map<number, Promise<string | undefined>>();
  return (height) => {
    const hash = known.get(height) ?? rpc.getBlockHash(height);
    known.set(height, hash);
    return hash;
  };
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
