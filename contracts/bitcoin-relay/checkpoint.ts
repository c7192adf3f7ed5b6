import { Packed, require, type u32 } from '@istsi/soroban-sdk';
import { Chain } from './chain.ts';
import { RelayError } from './errors.ts';
import { DIFFICULTY, HEADER, hash256, PREVIOUS, TIME } from './headers.ts';
import { EPOCH, MEDIAN_SPAN, type Rules } from './rules.ts';
import { storeChain, storeIdentity } from './storage.ts';
import { isPossible, isUsableLimit, Target, workOf } from './target.ts';
import type { Checkpoint } from './types.ts';

/** Begins a chain where it is told to. What can be checked is; height, work and the epoch's beginning are taken on faith. */
export function begin(rules: Rules, checkpoint: Checkpoint): void {
  require(isUsableLimit(rules.limit_bits, rules.retargets), RelayError.InvalidRules);
  const count: u32 = checkpoint.height === 0 ? 1 : MEDIAN_SPAN;
  require(checkpoint.headers.length === count * HEADER, RelayError.InvalidCheckpoint);
  require(isPossible(checkpoint.epoch_bits, rules.limit_bits), RelayError.InvalidCheckpoint);
  const chain = Chain.beginningAt(checkpoint.height, checkpoint.epoch_bits, checkpoint.epoch_time);
  const data = Packed.from(checkpoint.headers);
  for (let i: u32 = 0; i < count; i++) putHeader(chain, rules, checkpoint, data, i);
  requireOwnEpoch(chain, checkpoint);
  chain.work = checkpoint.work;
  storeIdentity(rules, checkpoint.height);
  storeChain(chain);
}

function putHeader(chain: Chain, rules: Rules, checkpoint: Checkpoint, data: Packed, position: u32): void {
  const at = position * HEADER;
  const height = checkpoint.height + position;
  if (position > 0) require(chain.hasHash(height - 1, data, at + PREVIOUS), RelayError.Unlinked);
  const bits = data.u32At(at + DIFFICULTY);
  require(isPossible(bits, rules.limit_bits), RelayError.InvalidCheckpoint);
  const hash = hash256(checkpoint.headers.slice(at, at + HEADER));
  require(chain.put(height, hash, data.u32At(at + TIME), Target.of(bits)), RelayError.InsufficientWork);
  const isExcepted = rules.minimum_when_late && bits === rules.limit_bits;
  require(isExcepted || bits === chain.epochBits(height), RelayError.InvalidCheckpoint);
}

/** What begins with an epoch says of it what its first header does; of genesis the work is known. */
function requireOwnEpoch(chain: Chain, checkpoint: Checkpoint): void {
  if (checkpoint.height % EPOCH !== 0) return;
  const isOwn = checkpoint.epoch_bits === chain.bitsOf(checkpoint.height);
  require(isOwn && checkpoint.epoch_time === chain.timeOf(checkpoint.height), RelayError.InvalidCheckpoint);
  if (checkpoint.height === 0) {
    require(checkpoint.work === workOf(checkpoint.epoch_bits), RelayError.InvalidCheckpoint);
  }
}
