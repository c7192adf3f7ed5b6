import type { Network } from '../networks.ts';
import { count, flag, object, optional, text } from './decode.ts';

/** What `getblockchaininfo` says in every version from 28 on; the tip's time is there since 23. */
export const ChainInfo = object({
  chain: text,
  blocks: count,
  headers: count,
  initialblockdownload: flag,
  time: optional(count),
});
export type ChainProgress = ReturnType<typeof ChainInfo>;

/** A header comes a moment before its block; and two at once are no rarity. */
const MOST_HEADERS_AHEAD = 2;
/** No network is without a block for so long: one chance in 10^15 at a block each ten minutes. */
const MOST_TIP_AGE_SECONDS = 6 * 60 * 60;
/** Bitcoin Core's -maxtipage: an older tip alone is initial block download to a node that has just started. */
const CORE_TIP_AGE_SECONDS = 24 * 60 * 60;

/**
 * Why a node cannot know the chain's state yet, or undefined. What it says then is of the past: a coin may be spent, a block
 * no longer of the best chain. On regtest blocks are made when somebody wants one, so an old tip says nothing there.
 */
export function whyBehind(info: ChainProgress, network: Network, nowSeconds: number): string | undefined {
  const { blocks, headers, initialblockdownload: isDownloading, time } = info;
  if (headers > blocks + MOST_HEADERS_AHEAD) return `it has ${blocks} of ${headers} blocks`;
  const age = time === undefined ? undefined : nowSeconds - time;
  const isRegtest = network.name === 'regtest';
  const isOldOnly = isRegtest && headers === blocks && (age === undefined || age >= CORE_TIP_AGE_SECONDS);
  if (isDownloading && !isOldOnly) return `it is in its initial block download, at block ${blocks}`;
  if (age !== undefined && age > MOST_TIP_AGE_SECONDS && !isRegtest) {
    return `its newest block, ${blocks}, is ${Math.floor(age / 3600)} hours old: it may have no peers`;
  }
  return undefined;
}
