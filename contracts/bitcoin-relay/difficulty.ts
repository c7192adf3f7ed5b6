import { type bool, type i64, type u32, type u64, u256 } from '@istsi/soroban-sdk';
import type { Chain } from './chain.ts';
import { EPOCH, EPOCH_SECONDS, MINIMUM_AFTER, type Rules } from './rules.ts';
import { bitsOf, targetOf } from './target.ts';

const CLAMP: u32 = 4;

/** What the header after the tip must state, given its time (GetNextWorkRequired). */
export function expectedBits(chain: Chain, rules: Rules, time: u32): u32 {
  if (!rules.retargets) return rules.limit_bits;
  const height = chain.height + 1;
  if (height % EPOCH === 0) return nextEpochBits(chain, rules);
  if (rules.minimum_when_late && isLate(chain, time)) return rules.limit_bits;
  // Where late blocks are easier, the others go on with the last difficulty that was none of those: an epoch's first
  // block is never one, and every other has either the least difficulty or that of the first.
  return chain.epochBits(height);
}

function isLate(chain: Chain, time: u32): bool {
  return (time as u64) > (chain.timeOf(chain.height) as u64) + MINIMUM_AFTER;
}

/** CalculateNextWorkRequired. An epoch is measured from its first block to its last: one interval short, as it always was. */
function nextEpochBits(chain: Chain, rules: Rules): u32 {
  const last = chain.height;
  const seconds = clamped((chain.timeOf(last) as i64) - (chain.epochTime(last) as i64));
  const bits = rules.is_bip94 ? chain.epochBits(last) : chain.bitsOf(last);
  const target = scaled(targetOf(bits), u256.from(seconds), u256.from(EPOCH_SECONDS));
  return target > targetOf(rules.limit_bits) ? rules.limit_bits : bitsOf(target);
}

/** number * factor / divisor, rounded down, where only the result must fit: at most four times a limit, which does. */
function scaled(number: u256, factor: u256, divisor: u256): u256 {
  const quotient = number / divisor;
  const remainder = number % divisor;
  return quotient * factor + (remainder * factor) / divisor;
}

/** Times may run backwards within an epoch. */
function clamped(seconds: i64): u32 {
  const least = EPOCH_SECONDS / CLAMP;
  const most = EPOCH_SECONDS * CLAMP;
  if (seconds < (least as i64)) return least;
  return seconds > (most as i64) ? most : (seconds as u32);
}
