import { type HeaderFields, hash256, mine, targetOf } from '../../contracts/test/bitcoin-relay/headers.ts';
import { NOW } from '../../contracts/test/bitcoin-relay/relay.ts';
import type { Random } from '../system/random.ts';

const BITS = 0x207fffff;
const MEDIAN_SPAN = 11;

/** Headers to offer, and the height of the block that the first one was made for. */
export interface Offer {
  fork: number;
  headers: Buffer[];
  /** What was done to them, for the message when the two differ. */
  story: string[];
}

const timeOf = (header: Buffer): number => header.readUInt32LE(68);

function medianOf(chain: readonly Buffer[]): number {
  const times = chain.slice(-MEDIAN_SPAN).map(timeOf);
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** One way to change what a header says; half of them leave it valid. */
const changes: ((random: Random, median: number) => Partial<HeaderFields> & { misses?: boolean })[] = [
  (random, median) => ({ time: median + random.between(-2, 2) }),
  (random) => ({ time: NOW + 7_200 + random.between(-1, 1) }),
  (random) => ({ time: random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) }),
  (random) => ({ version: random.pick([-0x80000000, -1, 0, 1, 2, 3, 4, 5, 0x7fffffff]) }),
  (random) => ({
    bits: random.pick([0, 0x1d00ffff, 0x207ffffe, 0x20800000, 0x20ffffff, 0x2100ffff, 0x22007fff, 0xff7fffff]),
  }),
  (random) => ({ previous: Buffer.alloc(32, random.between(0, 255)) }),
  () => ({ misses: true }),
];

/** A few headers upon some block of the chain, valid or spoiled in one or two ways. */
export function offerOf(random: Random, chain: readonly Buffer[]): Offer {
  const depth = depthOf(random, chain.length - 1);
  const fork = chain.length - 1 - depth;
  const story = [`${depth} below the tip`];
  const branch = chain.slice(Math.max(0, fork + 1 - MEDIAN_SPAN), fork + 1);
  const known = branch.length;
  const count = Math.max(1, random.next() < 0.5 ? random.between(1, 4) : depth + random.between(-1, 2));
  const spoiled = random.next() < 0.6 ? random.between(0, count - 1) : -1;
  for (let i = 0; i < count; i++) {
    const median = medianOf(branch);
    // Upon the median: after the one before it, a single block at the end of time would have all others there too, until none is left.
    const time = Math.min(median + random.between(1, 900), NOW + 7_200);
    const given: HeaderFields = { previous: hash256(branch.at(-1)!), time, bits: BITS };
    const { misses = false, ...change } = i === spoiled ? random.pick(changes)(random, median) : {};
    if (i === spoiled) story.push(`header ${i}: ${misses ? 'misses its target' : JSON.stringify(change)}`);
    branch.push(mine({ ...given, ...change }, { target: targetOf(BITS), misses }));
  }
  return { fork, ...shuffled(random, branch.slice(known), story) };
}

/** Mostly upon the tip, sometimes as deep as a fork may be, or deeper. */
function depthOf(random: Random, most: number): number {
  const depth = random.pick([0, 0, 0, 1, 1, 2, random.between(3, 20), random.between(95, 105)]);
  return Math.min(depth, most);
}

/** The list itself spoiled: in another order, with a gap, with one twice, or with a bit turned. */
function shuffled(random: Random, headers: Buffer[], story: string[]): Omit<Offer, 'fork'> {
  const at = random.between(0, headers.length - 1);
  const way = random.between(0, 15);
  if (way === 0 && headers.length > 1) return { headers: headers.toSpliced(at, 1), story: [...story, `without ${at}`] };
  if (way === 1) return { headers: headers.toSpliced(at, 0, headers[at]!), story: [...story, `${at} twice`] };
  if (way === 2) return { headers: headers.toReversed(), story: [...story, 'backwards'] };
  if (way === 3) {
    const turned = Buffer.from(headers[at]!);
    const bit = random.between(0, 639);
    turned[bit >> 3]! ^= 1 << (bit & 7);
    return { headers: headers.with(at, turned), story: [...story, `bit ${bit} of ${at} turned`] };
  }
  return { headers, story };
}
