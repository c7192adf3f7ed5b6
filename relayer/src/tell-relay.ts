import { type BitcoinRpc, bytes } from '@istsi/bitcoin-custody';
import type { Submitter } from '@istsi/soroban-client';
import { type BitcoinRelay, NOT_MORE_WORK, UNKNOWN_PARENT } from './bitcoin-relay.ts';

const HEADER_BYTES = 80;
/** Far below what a transaction may carry and run, and more than any fork that a relay follows. */
const MOST_HEADERS = 600;

export interface RelayParts {
  bitcoin: Pick<BitcoinRpc, 'getTip' | 'getBlockHash' | 'ask'>;
  relay: BitcoinRelay;
  submitter: Pick<Submitter, 'submit'>;
  /** Headers that are waited for, since a call costs much the same for one as for many; a reorganization is told at once. */
  leastHeaders: number;
}

/** What a round came to. `lag`: blocks of the node's chain that the relay does not know afterwards. */
export type RelayRound =
  | { did: 'nothing' | 'waited'; height: number; lag: number }
  /** Somebody told the relay at the same time: `height` and `lag` are of before. */
  | { did: 'overtaken'; height: number; lag: number }
  /** `fork`: the height of the last block that the relay kept. */
  | { did: 'told'; height: number; lag: number; fork: number; headers: number; transaction: string }
  /** The node ends below all that the relay still knows: it has yet to catch up. */
  | { did: 'node-behind'; height: number; lag: number }
  /** The node's chain and the relay's part below the relay's window: it can never follow. Another relay must begin. */
  | { did: 'parted'; height: number; lag: number }
  | { did: 'failed'; height: number; lag: number; why: string };

/** Tells a relay what the node knows and it does not. Any number of these may run beside each other: the first is taken. */
export async function tellRelay({ bitcoin, relay, submitter, leastHeaders }: RelayParts): Promise<RelayRound> {
  const [known, best] = await Promise.all([relay.getTip(), bitcoin.getTip()]);
  const { height } = known;
  const fork = await forkOf({ bitcoin, relay }, Math.min(height, best.height));
  if (fork === 'node-behind') return { did: 'node-behind', height, lag: 0 };
  if (fork === 'parted') return { did: 'parted', height, lag: Math.max(0, best.height - height) };
  const lag = best.height - fork.height;
  if (lag === 0) return { did: 'nothing', height, lag };
  const isReorganized = fork.height < height;
  if (!isReorganized && lag < leastHeaders) return { did: 'waited', height, lag };

  const count = Math.min(lag, MOST_HEADERS);
  const headers = await headersUpon(bitcoin, fork, count);
  // The node went over to another branch meanwhile: the next round sees which.
  if (!headers) return { did: 'nothing', height, lag };
  const outcome = await submitter.submit({ invoke: relay.submission(headers) });
  if (outcome.status === 'success') {
    const told = { fork: fork.height, headers: count, transaction: outcome.hash };
    return { did: 'told', height: fork.height + count, lag: lag - count, ...told };
  }
  if (!('failure' in outcome))
    return { did: 'failed', height, lag, why: `the transaction ${outcome.hash} is ${outcome.status}` };
  const code = outcome.failure.contractError?.code;
  if (code === NOT_MORE_WORK || code === UNKNOWN_PARENT) {
    const { hash } = await relay.getTip();
    if (hash !== known.hash) return { did: 'overtaken', height, lag };
    // No more work yet than the relay's branch has; or else the fork is too near to the window's end.
    return { did: code === NOT_MORE_WORK ? 'nothing' : 'parted', height, lag };
  }
  return { did: 'failed', height, lag, why: outcome.failure.text };
}

interface Block {
  height: number;
  hash: string;
}

/** The highest block that both have, from a height on downwards. */
async function forkOf(
  { bitcoin, relay }: Pick<RelayParts, 'bitcoin' | 'relay'>,
  from: number,
): Promise<Block | 'node-behind' | 'parted'> {
  for (let height = from; height >= 0; height--) {
    const [theirs, ours] = await Promise.all([relay.getBlockHash(height), bitcoin.getBlockHash(height)]);
    if (theirs === undefined) return height === from ? 'node-behind' : 'parted';
    if (theirs === ours) return { height, hash: theirs };
  }
  return 'parted';
}

/** So many headers that follow the block, each the last one's parent; undefined where the node's chain has it no more. */
async function headersUpon(
  bitcoin: RelayParts['bitcoin'],
  fork: Block,
  count: number,
): Promise<Uint8Array | undefined> {
  let hash = await bitcoin.getBlockHash(fork.height + count);
  const headers: Uint8Array[] = [];
  while (hash !== undefined && headers.length < count) {
    const header: Uint8Array = await bitcoin.ask('getblockheader', [hash, false], bytes);
    headers.unshift(header.subarray(0, HEADER_BYTES));
    hash = previousOf(header);
  }
  return hash === fork.hash ? Buffer.concat(headers) : undefined;
}

/** As explorers print it. */
const previousOf = (header: Uint8Array): string => Buffer.from(header.subarray(4, 36)).reverse().toString('hex');
