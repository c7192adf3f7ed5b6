import { parseHeader } from '@istsi/bitcoin-custody';
import type { BlockRef } from '@istsi/contracts';
import { contradicted, type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';

/** A block's time may be ahead of its moment by this much (consensus, MAX_FUTURE_BLOCK_TIME). */
const AHEAD_SECONDS = 7_200;
/** The most that the reserve asks for: a chain that is as much longer without the block is not behind it. */
const MOST_CONFIRMATIONS = 12;

export type BlockStanding =
  /** Of the best chain, or of one that was replaced: its bytes are there. `depth`: 0 when it was replaced. */
  { is: 'known'; bytes: Uint8Array; depth: number } | { is: 'unknown'; verdict: Verdict };

type Named = { block: BlockRef; confirmations: number; at: number };

/**
 * Where a block stands that somebody named. One that this node does not have is not false for that: it may come. It is false
 * when the node's own chain is as deep at that height as was said, or has blocks from long after the moment.
 */
export async function standingOf({ bitcoin }: GuardianWorld, named: Named): Promise<BlockStanding> {
  const { block, confirmations, at } = named;
  const tip = await bitcoin.getTip();
  const hash = block.height <= tip.height ? await bitcoin.getBlockHash(block.height) : undefined;
  if (hash === block.hash) {
    return { is: 'known', bytes: await bitcoin.getRawBlock(block.hash), depth: tip.height - block.height + 1 };
  }
  const header = await bitcoin.getHeader(block.hash);
  if (header) {
    if (header.height === block.height) {
      return { is: 'known', bytes: await bitcoin.getRawBlock(block.hash), depth: 0 };
    }
    const why = `block ${block.hash} is at height ${header.height}, and not at ${block.height}`;
    return { is: 'unknown', verdict: contradicted(why) };
  }
  const depth = tip.height - block.height + 1;
  if (hash !== undefined && depth >= Math.min(confirmations, MOST_CONFIRMATIONS)) {
    const why = `at height ${block.height} there is block ${hash}, ${depth} deep, and not ${block.hash}`;
    return { is: 'unknown', verdict: contradicted(why) };
  }
  const { time } = parseHeader(await bitcoin.getRawBlock(tip.hash));
  if (time > at + AHEAD_SECONDS) {
    const why = `blocks up to ${tip.height} were mined long after that, and none is ${block.hash}`;
    return { is: 'unknown', verdict: contradicted(why) };
  }
  return {
    is: 'unknown',
    verdict: unseen(
      `this node is at block ${tip.height} and does not know block ${block.hash} of height ${block.height}`,
    ),
  };
}
