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

/** An epoch that ends at this height, of a window in which it did not begin. */
const LAST = 4_031;
const WINDOW = 128;
const TIMES = WINDOW * HASH;
const BITS = TIMES + 4 * WINDOW;
const OF_LAST = 4 * (LAST % WINDOW);
const EPOCH_SECONDS = 1_209_600;
const LIMIT = 0x1d00ffff;

/** Mainnet's difficulty of some block of 2021, and its limit. */
const DIFFICULTY = 0x1b0404cb;

/** arith_uint256::GetCompact. */
function getCompact(target: bigint): number {
  const size = Math.ceil(target.toString(2).length / 8);
  const mantissa = Number(target >> BigInt(8 * (size - 3)));
  return mantissa > 0x7fffff ? ((size + 1) << 24) | (mantissa >> 8) : (size << 24) | mantissa;
}

/** Seconds between an epoch's first block and its last; fewer than none where times run backwards. */
const passed = (): Term => sub(zext(u32('last time'), 64), zext(u32('epoch time'), 64));

interface ClampProof {
  readonly id: string;
  readonly statement: string;
  readonly counted: number;
  readonly isClamped: () => Term;
}

/** `nextEpochBits` where the time that an epoch took is not what counts. */
const clamp = ({ id, statement, counted, isClamped }: ClampProof): Proof => ({
  id,
  statement,
  bounds: `Any two times so far apart; the epoch that ends at height ${LAST}, of difficulty 0x${DIFFICULTY.toString(16)}, and Bitcoin’s limit.`,
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
    ['chain', 20, 'epoch bits', { exactly: DIFFICULTY }],
    ['chain', 24, 'epoch time', 32],
    ['packed', 0, 'window', { to: 'window' }],
    ['packed', 4, 'length', { exactly: BITS + 4 * WINDOW }],
    ['window', TIMES + OF_LAST, 'last time', 32],
    ['window', BITS + OF_LAST, 'last bits', { exactly: DIFFICULTY }],
    ['rules', 0, 'is bip94', 8],
    ['rules', 4, 'limit', { exactly: LIMIT }],
  ],
  places: { window: 40_000 },
  assume: () => [isClamped()],
  reaches: ['return'],
  claim: (end) => {
    if (!end.returned) return truth(false);
    const target = (setCompact(n(DIFFICULTY)).value * BigInt(counted)) / BigInt(EPOCH_SECONDS);
    return eq(end.raw, n(getCompact(target)));
  },
});

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
  clamp({
    id: 'retarget-fastest',
    statement:
      'An epoch that took less than a quarter of two weeks, or in which times ran backwards, counts as a quarter: the next target is the last × 302400 ÷ 1209600, rounded down and written as Bitcoin Core writes it.',
    counted: EPOCH_SECONDS / 4,
    isClamped: () => slt(passed(), n(EPOCH_SECONDS / 4, 64)),
  }),
  merkle(1),
  merkle(3),
];
