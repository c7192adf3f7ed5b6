import { all, any, concat, eq, extract, ite, not, slt, sub, ult, zext } from '../terms/bits.ts';
import { constant, FALSE, isConst, type Term, TRUE, variable } from '../terms/term.ts';
import { type HostObject, type Objects, Tag } from './objects.ts';

/** Whether two values of the host are equal. */
export function equalValues(objects: Objects, a: Term, b: Term): Term {
  if (a === b) return TRUE;
  if (a.op === 'ite') return split(a, (side) => equalValues(objects, side, b));
  if (b.op === 'ite') return split(b, (side) => equalValues(objects, a, side));
  const [left, right] = [numberOf(objects, a), numberOf(objects, b)];
  if (left && right) return left.kind === right.kind ? eq(left.value, right.value) : FALSE;
  const [x, y] = [objects.get(a), objects.get(b)];
  if (x && y) return equalObjects(objects, x, y);
  return x || y ? FALSE : eq(a, b);
}

const split = (value: Term, each: (side: Term) => Term): Term =>
  any(all(value.args[0]!, each(value.args[1]!)), all(not(value.args[0]!), each(value.args[2]!)));

function equalObjects(objects: Objects, a: HostObject, b: HostObject): Term {
  if (a.is !== b.is) return FALSE;
  if ('bytes' in a && 'bytes' in b) {
    return a.bytes.length === b.bytes.length ? all(...a.bytes.map((byte, i) => eq(byte, b.bytes[i]!))) : FALSE;
  }
  if (a.is === 'vec' && b.is === 'vec') {
    if (a.items.length !== b.items.length) return FALSE;
    return all(...a.items.map((item, i) => equalValues(objects, item, b.items[i]!)));
  }
  if (a.is === 'map' && b.is === 'map') {
    if (a.entries.length !== b.entries.length) return FALSE;
    return all(
      ...a.entries.flatMap(([key, value], i) => {
        const [otherKey, otherValue] = b.entries[i]!;
        return [equalValues(objects, key, otherKey), equalValues(objects, value, otherValue)];
      }),
    );
  }
  if (a.is === 'address' && b.is === 'address') return eq(a.identity, b.identity);
  if (a.is === 'muxed' && b.is === 'muxed') return all(eq(a.identity, b.identity), eq(a.muxedId, b.muxedId));
  return FALSE;
}

/** `obj_cmp`: -1, 0 or 1. */
export function compareValues(objects: Objects, a: Term, b: Term): Term {
  const equal = equalValues(objects, a, b);
  return ite(equal, constant(64, 0n), ite(isLess(objects, a, b), constant(64, -1n), constant(64, 1n)));
}

function isLess(objects: Objects, a: Term, b: Term): Term {
  if (a.op === 'ite') return split(a, (side) => isLess(objects, side, b));
  if (b.op === 'ite') return split(b, (side) => isLess(objects, a, side));
  const [left, right] = [numberOf(objects, a), numberOf(objects, b)];
  if (left && right) return (left.isSigned ? slt : ult)(left.value, right.value);
  const [x, y] = [objects.get(a), objects.get(b)];
  if (x?.is === 'address' && y?.is === 'address') return ult(x.identity, y.identity);
  if (x && y && 'bytes' in x && 'bytes' in y && x.bytes.length === y.bytes.length && x.bytes.length > 0) {
    return ult(x.bytes.reduce(concat), y.bytes.reduce(concat));
  }
  // Some order or other: no proof here is about it.
  return variable(`order of ${a.id} and ${b.id}`, 0);
}

interface HostNumber {
  readonly kind: string;
  readonly value: Term;
  readonly isSigned: boolean;
}

/** A number of the host as bits, in whichever of its two forms it is. */
export function numberOf(objects: Objects, value: Term): HostNumber | undefined {
  const object = objects.get(value);
  if (object?.is === 'u64' || object?.is === 'i64')
    return { kind: object.is, value: object.value, isSigned: object.is === 'i64' };
  if (object?.is === 'u128' || object?.is === 'i128')
    return { kind: object.is, value: concat(object.high, object.low), isSigned: object.is === 'i128' };
  if (object?.is === 'u256') return { kind: 'u256', value: object.value, isSigned: false };
  if (object) return undefined;
  const tag = extract(value, 0, 8);
  if (!isConst(tag)) return undefined;
  const body = extract(value, 8, 56);
  switch (Number(tag.value)) {
    case Tag.U32:
      return { kind: 'u32', value: extract(value, 32, 32), isSigned: false };
    case Tag.U64Small:
      return { kind: 'u64', value: zext(body, 64), isSigned: false };
    case Tag.U128Small:
      return { kind: 'u128', value: zext(body, 128), isSigned: false };
    case Tag.U256Small:
      return { kind: 'u256', value: zext(body, 256), isSigned: false };
    case Tag.I128Small:
      return { kind: 'i128', value: signExtended(body, 128), isSigned: true };
    default:
      return undefined;
  }
}

// x xor s - s, with the sign at its place.
function signExtended(value: Term, width: number): Term {
  const negative = eq(extract(value, value.width - 1, 1), constant(1, 1n));
  const wide = zext(value, width);
  return ite(negative, sub(wide, constant(width, 1n << BigInt(value.width))), wide);
}

/** The bits of a number that a claim is about. Throws when the value is none. */
export function bitsOf(objects: Objects, value: Term): Term {
  if (value.op === 'ite') {
    const [condition, yes, no] = value.args as [Term, Term, Term];
    return ite(condition, bitsOf(objects, yes), bitsOf(objects, no));
  }
  const number = numberOf(objects, value);
  if (!number) throw new Error('this is no number');
  return number.value;
}
