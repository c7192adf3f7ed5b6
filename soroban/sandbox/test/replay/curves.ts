import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { bytesVal, type HostVal } from '../../src/host/values/value.ts';
import type { Trace } from '../host/replay.ts';
import { FALSE, TRUE, u32, u256 } from '../host/values.ts';

const { G1, G2, fields } = bls12_381;
const BAD = 'Error(Crypto, InvalidInput)';
type Steps = Trace['steps'];

const bytes = (value: Uint8Array): HostVal => bytesVal(value);
const g1 = (times: bigint): HostVal => bytes(G1.Point.BASE.multiply(times).toBytes(false));
const g2 = (times: bigint): HostVal => bytes(G2.Point.BASE.multiply(times).toBytes(false));
const infinity = (length: number): HostVal => bytes(Buffer.alloc(length).fill(0x40, 0, 1));
const minus = (point: { negate(): { toBytes(compressed: boolean): Uint8Array } }): HostVal =>
  bytes(point.negate().toBytes(false));
/** The first byte of a point carries three flags; none may be set on a point that is not the one at infinity. */
const flagged = (value: HostVal, flag: number): HostVal => {
  const copy = Buffer.from((value as { value: Uint8Array }).value);
  copy[0]! |= flag;
  return bytes(copy);
};

const fp = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(96, '0'), 'hex');
const OUT_OF_RANGE = fp(fields.Fp.ORDER);

/** A point of the curve, found by its x: all but about one in 2^125 are outside of the subgroup. */
function outsideG1(): HostVal {
  for (let x = 1n; ; x++) {
    try {
      const y = fields.Fp.sqrt((x ** 3n + 4n) % fields.Fp.ORDER);
      return bytes(Buffer.concat([fp(x), fp(y)]));
    } catch {
      // Not a square: no point has this x.
    }
  }
}

function outsideG2(): HostVal {
  const { Fp2 } = fields;
  for (let x = 1n; ; x++) {
    const at = Fp2.create({ c0: x, c1: 0n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.pow(at, 3n), { c0: 4n, c1: 4n }));
      return bytes(Buffer.concat([fp(0n), fp(x), fp(y.c1), fp(y.c0)]));
    } catch {
      // Not a square: no point has this x.
    }
  }
}

/** Looking at an object: charged for all arguments here, in the original for those that it got to before it refused. */
const LOOK = 60;

type Group = {
  readonly name: 'g1' | 'g2';
  readonly size: number;
  readonly at: (times: bigint) => HostVal;
  readonly minusOne: HostVal;
  readonly outside: HostVal;
  /** Instructions: decoding with the check of the curve, checking the subgroup, adding, multiplying, comparing. */
  readonly cost: Readonly<Record<'decode' | 'insert' | 'del' | 'inside' | 'add' | 'mul' | 'cmp', number>>;
};

const GROUPS: readonly Group[] = [
  {
    name: 'g1',
    size: 96,
    at: g1,
    minusOne: minus(G1.Point.BASE),
    outside: outsideG1(),
    cost: { decode: 3904, insert: 1167, del: 1209, inside: 734_534, add: 110_748, mul: 3_290_644, cmp: 296 },
  },
  {
    name: 'g2',
    size: 192,
    at: g2,
    minusOne: minus(G2.Point.BASE),
    outside: outsideG2(),
    cost: { decode: 9861, insert: 1191, del: 1233, inside: 1_067_803, add: 149_626, mul: 9_047_593, cmp: 308 },
  },
];

function invalidEncodings({ at }: Group): HostVal[] {
  return [0x80, 0x40, 0x20].map((flag) => flagged(at(3n), flag));
}

/** Too long, too short, flags, and a coordinate that is no field element, in one argument of a call. */
function refusals(group: Group, call: string, args: (bad: HostVal | string) => Step[1], price: number): Steps {
  const { at, size, cost } = group;
  return [
    ['bytes_insert', [at(3n), u32(size), u32(0)], '#long', cost.insert, size + 97],
    [call, args('#long'), BAD, price, 0],
    ['bytes_del', [at(3n), u32(size - 1)], '#short', cost.del, size + 96],
    [call, args('#short'), BAD, price, 0],
    ...invalidEncodings(group).map((bad): Step => [call, args(bad), BAD, price, 0]),
    // The original's coordinate out of range has a flag set as well; this one has not, so decoding it gets further.
    [call, args(bytes(Buffer.concat([OUT_OF_RANGE, Buffer.alloc(size - OUT_OF_RANGE.length)]))), BAD],
  ];
}
type Step = Steps[number];

function groupTraces(group: Group): Trace[] {
  const { name, size, at, minusOne, outside, cost } = group;
  const [onCurve, inSubgroup] = [`bls12_381_${name}_is_on_curve`, `bls12_381_check_${name}_is_in_subgroup`];
  const [add, mul] = [`bls12_381_${name}_add`, `bls12_381_${name}_mul`];
  const offCurve = bytes(Buffer.alloc(size, 1));
  const zero = infinity(size);
  const memory = size + 96;
  const same = (a: string | HostVal, b: string | HostVal): Step => ['obj_cmp', [a, b], 0n, cost.cmp, 0];
  return [
    {
      name: `bls12_381::${name}_is_on_curve`,
      given: {},
      steps: [
        ...refusals(group, onCurve, (bad) => [bad], 120),
        [onCurve, [at(5n)], TRUE, 120 + cost.decode, 0],
        [onCurve, [zero], TRUE, 120 + cost.decode, 0],
        [onCurve, [offCurve], FALSE, 120 + cost.decode, 0],
        [onCurve, [outside], TRUE, 120 + cost.decode, 0],
      ],
    },
    {
      name: `bls12_381::check_${name}_is_in_subgroup`,
      given: {},
      steps: [
        ...refusals(group, inSubgroup, (bad) => [bad], 120),
        [inSubgroup, [offCurve], BAD, 120 + cost.decode, 0],
        [inSubgroup, [at(5n)], TRUE, cost.inside, 0],
        [inSubgroup, [zero], TRUE, cost.inside, 0],
        [inSubgroup, [outside], FALSE, cost.inside, 0],
      ],
    },
    {
      name: `bls12_381::${name}_add`,
      given: {},
      keeps: { '#sum': at(5n) },
      steps: [
        ...refusals(group, add, (bad) => [bad, at(2n)], 180 + LOOK),
        [add, [offCurve, at(2n)], BAD, 180 + cost.decode + LOOK, 0],
        [add, [outside, at(2n)], '#unchecked', cost.add, memory],
        ...refusals(group, add, (bad) => [at(2n), bad], 240 + cost.decode),
        [add, [at(2n), offCurve], BAD, 240 + 2 * cost.decode, 0],
        [add, [at(2n), zero], '#lhs', cost.add, memory],
        same('#lhs', at(2n)),
        [add, [zero, at(2n)], '#rhs', cost.add, memory],
        same('#rhs', at(2n)),
        [add, [at(2n), at(3n)], '#sum', cost.add, memory],
        [add, [at(3n), at(2n)], '#turned', cost.add, memory],
        same('#sum', '#turned'),
        [add, ['#sum', at(4n)], '#left', cost.add, memory],
        [add, [at(3n), at(4n)], '#seven', cost.add, memory],
        [add, [at(2n), '#seven'], '#right', cost.add, memory],
        same('#left', '#right'),
        [add, [at(1n), minusOne], '#zero', cost.add, memory],
        same('#zero', zero),
      ],
    },
    {
      name: `bls12_381::${name}_mul`,
      given: { '#a': u256(3n ** 150n), '#b': u256(7n ** 80n) },
      keeps: { '#ab': at((3n ** 150n * 7n ** 80n) % fields.Fr.ORDER) },
      steps: [
        // The original's zero is an object, which is looked at; contracts hold it as a small value, as here.
        [mul, [at(2n), u256(0n)], '#none', cost.mul - 120, memory],
        same('#none', zero),
        [mul, [at(2n), u256(1n)], '#once', cost.mul - 120, memory],
        same('#once', at(2n)),
        [mul, [at(1n), '#a'], '#pa', cost.mul, memory],
        [mul, ['#pa', '#b'], '#ab', cost.mul, memory],
        [mul, [at(1n), '#b'], '#pb', cost.mul, memory],
        [mul, ['#pb', '#a'], '#ba', cost.mul, memory],
        same('#ab', '#ba'),
      ],
    },
  ];
}

const bnPoint = (times: bigint): HostVal => {
  const { x, y } = bn254.G1.Point.BASE.multiply(times).toAffine();
  return bytes(Buffer.from([x, y].map((v) => v.toString(16).padStart(64, '0')).join(''), 'hex'));
};
const BN_ZERO = bytes(Buffer.alloc(64));
const BN_OFF = bytes(Buffer.alloc(64, 1));
const BN_OVER = bytes(Buffer.alloc(64, 0x3f));
const bnMinusOne = bnPoint(bn254.fields.Fr.ORDER - 1n);

const BN254_TRACES: readonly Trace[] = [
  {
    name: 'bn254::test_bn254_g1_is_on_curve',
    given: {},
    steps: [
      ['bytes_insert', [bnPoint(3n), u32(64), u32(0)], '#3', 1159, 161],
      ['bn254_g1_is_on_curve', ['#3'], BAD, 120, 0],
      ['bytes_del', [bnPoint(3n), u32(63)], '#7', 1201, 160],
      ['bn254_g1_is_on_curve', ['#7'], BAD, 120, 0],
      ['bn254_g1_is_on_curve', [bnPoint(5n)], TRUE, 2160, 0],
      ['bn254_g1_is_on_curve', [BN_ZERO], TRUE, 1024, 0],
      ['bn254_g1_is_on_curve', [BN_OFF], FALSE, 2160, 0],
    ],
  },
  {
    name: 'bn254::test_bn254_g1_add',
    given: {},
    steps: [
      ['bn254_g1_add', [bytes(Buffer.alloc(32, 1)), bnPoint(2n)], BAD],
      ['bn254_g1_add', [BN_OFF, bnPoint(2n)], BAD],
      ['bn254_g1_add', [BN_OVER, bnPoint(2n)], BAD],
      ['bn254_g1_add', [bnPoint(2n), BN_OFF], BAD, 4320, 0],
      ['bn254_g1_add', [bnPoint(2n), BN_ZERO], bnPoint(2n), 7691, 160],
      ['bn254_g1_add', [BN_ZERO, bnPoint(2n)], bnPoint(2n), 7691, 160],
      ['bn254_g1_add', [bnPoint(2n), bnPoint(3n)], bnPoint(5n), 9731, 160],
      ['bn254_g1_add', [bnPoint(3n), bnPoint(2n)], bnPoint(5n), 9731, 160],
      ['bn254_g1_add', [bnPoint(1n), bnMinusOne], BN_ZERO, 9731, 160],
    ],
  },
  {
    name: 'bn254::g1_add_mul_hardcoded',
    given: { '#1': bnPoint(14n), '#3': bnPoint(7n) },
    steps: [
      ['bn254_g1_add', ['#3', '#3'], '#5', 9731, 160],
      ['obj_cmp', ['#5', '#1'], 0n, 292, 0],
      ['bn254_g1_mul', ['#3', u256(2n)], '#7', 1_156_435, 160],
      ['obj_cmp', ['#7', '#1'], 0n, 292, 0],
    ],
  },
  {
    name: 'bn254::test_bn254_g1_mul',
    given: { '#15': u256(3n ** 150n), '#17': u256(7n ** 80n) },
    steps: [
      ['bn254_g1_mul', [bnPoint(2n), u256(0n)], '#5', 1_156_555 - 120, 160],
      ['obj_cmp', ['#5', BN_ZERO], 0n, 292, 0],
      ['bn254_g1_mul', [bnPoint(2n), u256(1n)], '#11', 1_156_435, 160],
      ['obj_cmp', ['#11', bnPoint(2n)], 0n, 292, 0],
      ['bn254_g1_mul', [bnPoint(1n), '#15'], '#19', 1_156_555, 160],
      ['bn254_g1_mul', ['#19', '#17'], '#21', 1_156_555, 160],
      ['bn254_g1_mul', [bnPoint(1n), '#17'], '#23', 1_156_555, 160],
      ['bn254_g1_mul', ['#23', '#15'], '#25', 1_156_555, 160],
      ['obj_cmp', ['#21', '#25'], 0n, 292, 0],
    ],
  },
];

/** Groups of pairing-friendly curves: encodings that are refused, laws that hold, and what each costs. */
export const CURVE_TRACES: readonly Trace[] = [...GROUPS.flatMap(groupTraces), ...BN254_TRACES];
