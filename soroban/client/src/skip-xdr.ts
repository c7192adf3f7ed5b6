/**
 * Reading past XDR without making anything of it: what is wanted of a ledger's metadata is a hundredth of its bytes, and
 * decoding the rest of them into objects is most of what reading it costs. How long a value is, its schema says.
 */

import { xdr } from '@stellar/stellar-sdk';

/** The bytes end within a value: there may be more to come. */
export class XdrEnds extends Error {}

/** As deep as values nest; stellar-core refuses what is deeper long before. */
const MOST_DEPTH = 1_500;

/** A place in bytes. */
export class XdrPlace {
  readonly bytes: Buffer;
  at: number;
  depth = 0;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Goes on by so many bytes; answers where it was. */
  take(count: number): number {
    const from = this.at;
    if (from + count > this.bytes.length) throw new XdrEnds('the bytes end within a value');
    this.at = from + count;
    return from;
  }

  int32(): number {
    return this.bytes.readInt32BE(this.take(4));
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.take(4));
  }
}

export type Skip = (place: XdrPlace) => void;

/** As much of a schema of js-xdr as its own walkers use. */
export interface Shape {
  readonly kind: string;
  readonly name?: string | undefined;
  readonly length?: number;
  readonly maxLength?: number;
  readonly entries?: readonly (readonly [name: string, shape: Shape])[];
  readonly element?: Shape;
  readonly getSchema?: () => Shape;
  readonly cases?: readonly { discriminant: number | boolean; arm: Shape | { schema: Shape } }[];
  readonly defaultArm?: Shape | { schema: Shape } | undefined;
}

/** Of a known size, or of one that the bytes say. */
type Width = number | Skip;

const valueShape = xdr.ScVal.schema as unknown as Shape;
let skipOtherValue: Skip | undefined;
// Keys and values of contracts are most of what a ledger's metadata has.
const widths = new WeakMap<Shape, Width>([[valueShape, skipValue]]);

/** By the kinds that are of one size: that, in bytes behind the kind. */
const VALUE_SIZES = [4, 0, undefined, 4, 4, 8, 8, 8, 8, 16, 16, 32, 32];
const BYTES = 13;
const STRING = 14;
const VEC = 16;
const MAP = 17;
const ADDRESS = 18;
const CONTRACT = 1;
/** Address kind and hash. */
const CONTRACT_ADDRESS = 36;

/** The schema of an `SCVal` written out: what is met most often in one function, and by its schema what is rare. */
function skipValue(place: XdrPlace): void {
  const from = place.at;
  const kind = place.int32();
  const size = VALUE_SIZES[kind];
  if (size !== undefined) {
    place.take(size);
    return;
  }
  switch (kind) {
    case BYTES:
    case STRING:
      place.take(padded(place.uint32()));
      return;
    case VEC:
      if (place.uint32() !== 0) skipValues(place, place.uint32());
      return;
    case MAP:
      if (place.uint32() !== 0) skipValues(place, 2 * place.uint32());
      return;
    case ADDRESS:
      if (place.int32() === CONTRACT) {
        place.take(CONTRACT_ADDRESS - 4);
        return;
      }
  }
  place.at = from;
  skipOtherValue ??= asSkip(measure(valueShape));
  skipOtherValue(place);
}

function skipValues(place: XdrPlace, count: number): void {
  if (++place.depth > MOST_DEPTH) throw new RangeError(`XDR of more than ${MOST_DEPTH} values within each other`);
  for (let left = count; left > 0; left--) skipValue(place);
  place.depth--;
}

/** Goes behind one value of this schema. */
export function skipperOf(schema: unknown): Skip {
  return asSkip(widthOf(schema as Shape));
}

const asSkip = (width: Width): Skip =>
  typeof width === 'number'
    ? (place) => {
        place.take(width);
      }
    : width;

function widthOf(shape: Shape): Width {
  const known = widths.get(shape);
  if (known !== undefined) return known;
  const width = measure(shape);
  widths.set(shape, width);
  return width;
}

const padded = (length: number): number => (length + 3) & ~3;

function measure(shape: Shape): Width {
  switch (shape.kind) {
    case 'int32':
    case 'uint32':
    case 'float':
    case 'enum':
    case 'bool':
      return 4;
    case 'int64':
    case 'uint64':
    case 'double':
      return 8;
    case 'void':
      return 0;
    case 'opaque':
      return padded(shape.length ?? 0);
    case 'varOpaque':
    case 'string':
      return (place) => {
        place.take(padded(countOf(place, shape)));
      };
    case 'fixedArray':
      return several(widthOf(part(shape.element)), () => shape.length ?? 0);
    case 'array':
      return several(widthOf(part(shape.element)), (place) => countOf(place, shape));
    case 'option':
      return optional(asSkip(widthOf(part(shape.element))));
    case 'struct':
      return inTurn((shape.entries ?? []).map(([, field]) => widthOf(field)));
    case 'union':
      return chosen(shape);
    case 'lazy':
      return deeper((place) => asSkip(widthOf(part(shape.getSchema?.())))(place));
    default:
      throw new TypeError(`the XDR type ${shape.kind} is not known`);
  }
}

function part(shape: Shape | undefined): Shape {
  if (!shape) throw new TypeError('an XDR type without the type that it is made of');
  return shape;
}

function countOf(place: XdrPlace, { maxLength = 0xffff_ffff, name, kind }: Shape): number {
  const count = place.uint32();
  if (count > maxLength) throw new RangeError(`${name ?? kind} of ${count}, of at most ${maxLength}`);
  return count;
}

function several(width: Width, count: (place: XdrPlace) => number): Skip {
  if (typeof width === 'number') {
    return (place) => {
      place.take(count(place) * width);
    };
  }
  return (place) => {
    for (let left = count(place); left > 0; left--) width(place);
  };
}

const optional =
  (skip: Skip): Skip =>
  (place) => {
    if (place.uint32() !== 0) skip(place);
  };

/** Neighbours of known sizes are one. */
function inTurn(parts: readonly Width[]): Width {
  const joined: Width[] = [];
  for (const width of parts) {
    const last = joined.at(-1);
    if (typeof width === 'number' && typeof last === 'number') joined[joined.length - 1] = last + width;
    else joined.push(width);
  }
  const [only, ...others] = joined;
  if (only === undefined) return 0;
  if (others.length === 0) return only;
  const skips = joined.map(asSkip);
  return (place) => {
    for (const skip of skips) skip(place);
  };
}

function chosen({ name, cases = [], defaultArm }: Shape): Skip {
  const skipArm = (arm: Shape | { schema: Shape }): Skip => asSkip(widthOf('schema' in arm ? arm.schema : arm));
  // Looked up when they are needed: what a type is made of may be made of it.
  const arms = new Map(cases.map(({ discriminant, arm }) => [Number(discriminant), arm]));
  const skips = new Map<number, Skip>();
  return deeper((place) => {
    const discriminant = place.int32();
    let skip = skips.get(discriminant);
    if (!skip) {
      const arm = arms.get(discriminant) ?? defaultArm;
      if (!arm) throw new RangeError(`${name ?? 'a union'} has no case ${discriminant}`);
      skip = skipArm(arm);
      skips.set(discriminant, skip);
    }
    skip(place);
  });
}

/** Nesting has a limit, so that no bytes exhaust the stack. */
const deeper =
  (skip: Skip): Skip =>
  (place) => {
    if (++place.depth > MOST_DEPTH) throw new RangeError(`XDR of more than ${MOST_DEPTH} values within each other`);
    skip(place);
    place.depth--;
  };
