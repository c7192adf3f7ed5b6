import { type BitcoinRpc, bytes, object, text } from '@istsi/bitcoin-custody';
import { RelayerError } from './errors.ts';

export type CheckpointSource = Pick<BitcoinRpc, 'getTip' | 'getBlockHash' | 'ask' | 'checkChain'>;

/** Where a relay begins, as its constructor takes it. */
export interface Checkpoint {
  epoch_bits: number;
  epoch_time: number;
  headers: Buffer;
  height: number;
  work: bigint;
}

const EPOCH = 2_016;
/** Headers that the median of times is of: the relay begins with as many, or with genesis alone. */
const MEDIAN_SPAN = 11;
const HEADER_BYTES = 80;
/** Blocks that have to follow the checkpoint: a relay cannot leave what it begins with. */
const BURIED = 144;
const TIME = 68;
const BITS = 72;

const Work = object({ chainwork: text });

/** What a node has at a height; by default at the beginning of the last epoch that is a day old. */
export async function readCheckpoint(
  node: CheckpointSource,
  wanted?: number,
): Promise<{ checkpoint: Checkpoint; blockHash: string }> {
  await node.checkChain();
  const { height: tip } = await node.getTip();
  const deepest = Math.max(0, tip - BURIED);
  const height = wanted ?? deepest - (deepest % EPOCH);
  if (height > deepest) throw new RelayerError('relayer/checkpoint-shallow', { height, tip, buried: BURIED });
  const count = height === 0 ? 1 : MEDIAN_SPAN;
  const hashes = await Promise.all(Array.from({ length: count }, (_, n) => hashAt(node, height + n)));
  const headers = Buffer.concat(await Promise.all(hashes.map((hash) => headerOf(node, hash))));
  const first = await headerOf(node, await hashAt(node, height - (height % EPOCH)));
  const { chainwork } = await node.ask('getblockheader', [hashes.at(-1), true], Work);
  const checkpoint = {
    ...{ headers, height, work: BigInt(`0x${chainwork}`) },
    ...{ epoch_bits: first.readUInt32LE(BITS), epoch_time: first.readUInt32LE(TIME) },
  };
  return { checkpoint, blockHash: hashes[0]! };
}

/** One node’s word is one hand’s: where there are two, both say the same, or nothing begins. */
export function requireSame(one: Checkpoint, other: Checkpoint): void {
  const different = (Object.keys(one) as (keyof Checkpoint)[]).find(
    (field) => inWords(one, field) !== inWords(other, field),
  );
  if (different === undefined) return;
  throw new RelayerError('relayer/nodes-disagree', {
    ...{ height: one.height, field: different },
    ...{ one: inWords(one, different), other: inWords(other, different) },
  });
}

const inWords = (checkpoint: Checkpoint, field: keyof Checkpoint): string =>
  field === 'headers' ? checkpoint.headers.toString('hex') : String(checkpoint[field]);

async function hashAt(node: CheckpointSource, height: number): Promise<string> {
  const hash = await node.getBlockHash(height);
  if (hash === undefined) throw new RelayerError('relayer/chain-changed', { height });
  return hash;
}

async function headerOf(node: CheckpointSource, hash: string): Promise<Buffer> {
  return Buffer.from(await node.ask('getblockheader', [hash, false], bytes)).subarray(0, HEADER_BYTES);
}
