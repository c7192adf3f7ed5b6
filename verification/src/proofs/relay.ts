import { bitsOf, equalValues } from '../host/compare.ts';
import { sha256Of } from '../host/ledger.ts';
import { all, any, eq, extract, implies, ite, not, shl, slt, sub, ule, zext } from '../terms/bits.ts';
import { constant, type Term, truth, variable } from '../terms/term.ts';
import { type Ended, u32 } from './ended.ts';
import type { Proof } from './proof.ts';

const n = (value: number | bigint, width = 32): Term => constant(width, value);
const byte = (name: string, at: number): Term => variable(`${name}[${at}]`, 8);
const HASH = 32;
/** Of the highest exponent whose number is shifted by less than 256 bits. */
const MOST_EXPONENT = 34;

const exponentOf = (bits: Term): Term => extract(bits, 24, 8);

/** arith_uint256::SetCompact: 23 bits of mantissa, times 256 to the power of what the exponent is above 3. */
function setCompact(bits: Term): Term {
  const mantissa = zext(extract(bits, 0, 23), 256);
  const shifted = (exponent: number): Term => {
    if (exponent === 0) return n(0, 256);
    if (exponent >= 3) return shl(mantissa, n(8 * (exponent - 3), 256));
    return zext(extract(bits, 8 * (3 - exponent), 23 - 8 * (3 - exponent)), 256);
  };
  return Array.from({ length: MOST_EXPONENT + 1 }, (_, exponent) => exponent).reduce(
    (rest, exponent) => ite(eq(exponentOf(bits), n(exponent, 8)), shifted(exponent), rest),
    n(0, 256),
  );
}

const hasExponent = (bits: Term, most: number): Term => ule(exponentOf(bits), n(most, 8));
/** Whether the mantissa is above zero and its sign is not set. */
const isPositive = (bits: Term): Term =>
  all(eq(extract(bits, 23, 1), n(0, 1)), not(eq(extract(bits, 0, 23), n(0, 23))));

const branch = (count: number): Term[][] =>
  Array.from({ length: count }, (_, level) =>
    Array.from({ length: HASH }, (_, at) => byte('branch', HASH * level + at)),
  );

/** Where a branch leads to from a leaf at an index, and whether it may: on the right nothing is its own copy. */
function root(end: Ended, index: number, depth: number): { value: Term; isAllowed: Term } {
  const { objects } = end;
  const hashed = (bytes: readonly Term[]): Term => sha256Of(objects, sha256Of(objects, objects.bytes(bytes)));
  let node = Array.from({ length: HASH }, (_, at) => byte('leaf', at));
  const allowed: Term[] = [];
  let value = objects.bytes(node);
  for (const [level, sibling] of branch(depth).entries()) {
    const isRight = ((index >> level) & 1) === 1;
    if (isRight) allowed.push(not(all(...node.map((each, at) => eq(each, sibling[at]!)))));
    value = hashed(isRight ? [...sibling, ...node] : [...node, ...sibling]);
    node = [...objects.getAs(value, 'bytes')!.bytes];
  }
  return { value, isAllowed: all(...allowed) };
}

const merkle = (depth: number): Proof => ({
  id: `merkle-index-${depth}`,
  statement: `A branch of ${depth} hashes is followed from a leaf exactly where its index is below ${2 ** depth}, each bit of which says on which side the sibling is, and where nothing on the right is its own copy; it leads to the hash that these sides give, and to no other.`,
  bounds: `Any leaf, branch of ${depth} hashes and index.`,
  contract: 'bitcoin-relay',
  function: 'proof/rootOf',
  parameters: [
    ['leaf', 32],
    ['index', 32],
    ['branch', 32],
  ],
  handles: { leaf: 'Bytes', branch: 'Bytes' },
  lengths: { leaf: HASH, branch: HASH * depth },
  reaches: ['return', 'refusal'],
  claim: (end) => {
    const places = Array.from({ length: 2 ** depth }, (_, i) => ({
      is: eq(u32('index'), n(i)),
      ...root(end, i, depth),
    }));
    const isAllowed = all(
      any(...places.map(({ is }) => is)),
      ...places.map(({ is, isAllowed }) => implies(is, isAllowed)),
    );
    if (!end.returned) return not(isAllowed);
    const found = end.ofHandle('bytes', end.raw);
    return all(isAllowed, ...places.map(({ is, value }) => implies(is, equalValues(end.objects, found, value))));
  },
});

/** As deep as a tree can be, and one more. */
const DEEPEST = 15;
const OUT_OF_RANGE = 619;

/** A branch of the leaf that is on the left at every level: one way through all of them. */
const leftmost = ({
  depth,
  ...proof
}: Pick<Proof, 'id' | 'statement' | 'reaches' | 'claim'> & { depth: number }): Proof => ({
  ...merkle(depth),
  ...proof,
  bounds: `Any leaf and branch of ${depth} hashes, at index 0.`,
  fixed: { index: 0n },
});

/** An epoch that ends at this height, of a window in which it did not begin. */
const LAST = 4_031;
const WINDOW = 128;
const TIMES = WINDOW * HASH;
const BITS = TIMES + 4 * WINDOW;
const OF_LAST = 4 * (LAST % WINDOW);
const EPOCH_SECONDS = 1_209_600;
const LEAST_SECONDS = EPOCH_SECONDS / 4;
const MOST_SECONDS = EPOCH_SECONDS * 4;
const LIMIT = 0x1d00ffff;
/** A limit in other words than Bitcoin Core’s: as a target it is written 0x1e00ff00. */
const LOOSE_LIMIT = 0x1f0000ff;

/** Mainnet's difficulty of some block of 2021, and its limit. */
const DIFFICULTY = 0x1b0404cb;
/** When an epoch began, where that is one number. */
const BEGAN = 1_600_000_000;

/** arith_uint256::GetCompact. */
function getCompact(target: bigint): number {
  const size = Math.ceil(target.toString(2).length / 8);
  const mantissa = Number(size < 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  return mantissa > 0x7fffff ? ((size + 1) << 24) | (mantissa >> 8) : (size << 24) | mantissa;
}

/** What follows on a difficulty of which the last epoch took so long, as Bitcoin Core writes it. */
function following(difficulty: number, counted: number): number {
  return getCompact((setCompact(n(difficulty)).value * BigInt(counted)) / BigInt(EPOCH_SECONDS));
}

/** Seconds between an epoch's first block and its last; fewer than none where times run backwards. */
const passed = (): Term => sub(zext(u32('last time'), 64), zext(u32('epoch time'), 64));
const isFast = (): Term => slt(passed(), n(LEAST_SECONDS, 64));

interface Epoch {
  readonly id: string;
  readonly statement: string;
  readonly bounds: string;
  /** The difficulty of its first block, and of its last where that is another. */
  readonly difficulty: number;
  readonly ofLast?: number;
  readonly limit?: number;
  /** Either, otherwise. */
  readonly isBip94?: boolean;
  /** Seconds that it took; any that are assumed, otherwise. */
  readonly took?: number;
  readonly assume?: () => readonly Term[];
  readonly next: () => Term;
}

/** `nextEpochBits` of an epoch. */
const epoch = ({ difficulty, ofLast, limit = LIMIT, isBip94, took, assume, next, ...said }: Epoch): Proof => ({
  ...said,
  contract: 'bitcoin-relay',
  function: 'difficulty/nextEpochBits',
  parameters: [
    ['chain', 32],
    ['rules', 32],
  ],
  memory: [
    ['chain', 0, 'window', { to: 'packed' }],
    ['chain', 8, 'base', { exactly: 0 }],
    ['chain', 12, 'first', { exactly: 3_904 }],
    ['chain', 16, 'height', { exactly: LAST }],
    ['chain', 20, 'epoch bits', { exactly: difficulty }],
    ['chain', 24, 'epoch time', took === undefined ? 32 : { exactly: BEGAN }],
    ['packed', 0, 'window', { to: 'window' }],
    ['packed', 4, 'length', { exactly: BITS + 4 * WINDOW }],
    ['window', TIMES + OF_LAST, 'last time', took === undefined ? 32 : { exactly: BEGAN + took }],
    ['window', BITS + OF_LAST, 'last bits', { exactly: ofLast ?? difficulty }],
    ['rules', 0, 'is bip94', isBip94 === undefined ? 8 : { exactly: Number(isBip94) }],
    ['rules', 4, 'limit', { exactly: limit }],
  ],
  places: { window: 40_000 },
  ...(assume && { assume }),
  reaches: ['return'],
  claim: (end) => (end.returned ? eq(end.raw, next()) : truth(false)),
});

const hex = (bits: number): string => `0x${bits.toString(16)}`;
const ANY_TIMES = `Any two times so far apart; the epoch that ends at height ${LAST}, of difficulty ${hex(DIFFICULTY)}, and Bitcoin’s limit.`;

/** Of an epoch that took just so long. */
const exact = (took: number, counted: number): Proof =>
  epoch({
    id: `retarget-${took}`,
    statement: `After an epoch of ${took} seconds the next target is the last × ${counted} ÷ ${EPOCH_SECONDS}, rounded down and written as Bitcoin Core writes it.`,
    bounds: `The epoch from second ${BEGAN} on that ends at height ${LAST}, of difficulty ${hex(DIFFICULTY)}, and Bitcoin’s limit.`,
    ...{ difficulty: DIFFICULTY, took },
    next: () => n(following(DIFFICULTY, counted)),
  });

const retargets: readonly Proof[] = [
  epoch({
    id: 'retarget-fastest',
    statement:
      'An epoch that took less than a quarter of two weeks, or in which times ran backwards, counts as a quarter: the next target is the last × 302400 ÷ 1209600, rounded down and written as Bitcoin Core writes it.',
    ...{ bounds: ANY_TIMES, difficulty: DIFFICULTY },
    assume: () => [isFast()],
    next: () => n(following(DIFFICULTY, LEAST_SECONDS)),
  }),
  ...[LEAST_SECONDS + 1, 1_000_003, EPOCH_SECONDS, 2_345_678, MOST_SECONDS - 1].map((took) => exact(took, took)),
  exact(LEAST_SECONDS - 1, LEAST_SECONDS),
  exact(MOST_SECONDS + 1, MOST_SECONDS),
  ...[true, false].map((isBip94) =>
    epoch({
      id: isBip94 ? 'retarget-of-first' : 'retarget-of-last',
      statement: isBip94
        ? 'Where BIP 94 holds, the difficulty that changes is that of the epoch’s first block.'
        : 'Where BIP 94 does not hold, the difficulty that changes is that of the epoch’s last block.',
      bounds: `The epoch that ends at height ${LAST}, of two weeks, which began with ${hex(DIFFICULTY)} and ended with Bitcoin’s limit.`,
      ...{ difficulty: DIFFICULTY, ofLast: LIMIT, took: EPOCH_SECONDS, isBip94 },
      next: () => n(isBip94 ? DIFFICULTY : LIMIT),
    }),
  ),
  epoch({
    id: 'retarget-to-limit',
    statement: 'A target that would be above the limit’s is the limit.',
    bounds: `The epoch that ends at height ${LAST}, of three weeks, of the difficulty of Bitcoin’s limit.`,
    ...{ difficulty: LIMIT, took: (EPOCH_SECONDS * 3) / 2 },
    next: () => n(LIMIT),
  }),
  epoch({
    id: 'retarget-at-limit',
    statement: 'A target that is just the limit’s is written as Bitcoin Core writes it, however the limit is.',
    bounds: `The epoch that ends at height ${LAST}, of two weeks, of difficulty and limit ${hex(LOOSE_LIMIT)}.`,
    ...{ difficulty: LOOSE_LIMIT, limit: LOOSE_LIMIT, took: EPOCH_SECONDS },
    next: () => n(0x1e00ff00),
  }),
];

/** Bitcoin's numbers as the relay reads and makes them. */
export const relayProofs: readonly Proof[] = [
  {
    id: 'bits-to-target',
    statement:
      'nBits are read as Bitcoin Core reads them (SetCompact): 23 bits of mantissa times 256 to the power of the exponent less 3, rounded down; what would be shifted by 256 bits or more is no number, and the call ends.',
    bounds: 'Any 32 bits.',
    contract: 'bitcoin-relay',
    function: 'target/targetOf',
    parameters: [['bits', 32]],
    reaches: ['return', 'trap'],
    isWhole: true,
    claim: (end) => {
      const isNumber = hasExponent(u32('bits'), MOST_EXPONENT);
      if (!end.returned) return not(isNumber);
      return all(isNumber, eq(bitsOf(end.objects, end.resultAt(0, 64)), setCompact(u32('bits'))));
    },
  },
  {
    id: 'bits-possible',
    statement:
      'nBits are possible exactly where their mantissa is above zero and its sign not set, the exponent at most 32, and the target above zero and at most the limit’s.',
    bounds: 'Any nBits; any limit of an exponent up to 34.',
    contract: 'bitcoin-relay',
    function: 'target/isPossible',
    parameters: [
      ['bits', 32],
      ['limit', 32],
    ],
    assume: () => [hasExponent(u32('limit'), MOST_EXPONENT)],
    reaches: ['return'],
    timeoutMs: 120_000,
    claim: (end) => {
      if (!end.returned) return truth(false);
      const [target, limit] = [setCompact(u32('bits')), setCompact(u32('limit'))];
      const isPossible = all(
        isPositive(u32('bits')),
        hasExponent(u32('bits'), 32),
        not(eq(target, n(0, 256))),
        ule(target, limit),
      );
      return eq(end.raw, ite(isPossible, n(1), n(0)));
    },
  },
  ...retargets,
  merkle(1),
  merkle(3),
  leftmost({
    id: 'merkle-deepest',
    depth: DEEPEST,
    statement: `A branch of ${DEEPEST} hashes, more than the tree of any block has levels, is followed to the hash that its sides give.`,
    reaches: ['return'],
    claim: (end) =>
      end.returned
        ? equalValues(end.objects, end.ofHandle('bytes', end.raw), root(end, 0, DEEPEST).value)
        : truth(false),
  }),
  leftmost({
    id: 'merkle-too-deep',
    depth: DEEPEST + 1,
    statement: `A branch of ${DEEPEST + 1} hashes is refused as out of range.`,
    reaches: ['refusal'],
    claim: (end) => end.refusedWith(OUT_OF_RANGE),
  }),
];
