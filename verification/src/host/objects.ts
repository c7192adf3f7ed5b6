import { concat, eq, extract, ite, zext } from '../terms/bits.ts';
import { constant, isConst, type Term } from '../terms/term.ts';

/** What a handle stands for. Objects of the host never change, so that equal ones are one. */
export type HostObject =
  | { readonly is: 'u64' | 'i64'; readonly value: Term }
  | { readonly is: 'u128' | 'i128'; readonly high: Term; readonly low: Term }
  | { readonly is: 'u256'; readonly value: Term }
  | { readonly is: 'bytes' | 'string' | 'symbol'; readonly bytes: readonly Term[] }
  | { readonly is: 'vec'; readonly items: readonly Term[] }
  | { readonly is: 'map'; readonly entries: readonly (readonly [key: Term, value: Term])[] }
  /** Who it is: equal ones have one number. */
  | { readonly is: 'address'; readonly identity: Term }
  | { readonly is: 'muxed'; readonly identity: Term; readonly muxedId: Term };

/** The objects of one kind; a shape may be of several. */
type ObjectOf<Kind extends HostObject['is']> = HostObject extends infer Each
  ? Each extends { is: infer Is }
    ? Kind & Is extends never
      ? never
      : Each
    : never
  : never;

/** CAP-46-01. */
export const Tag = {
  False: 0,
  True: 1,
  Void: 2,
  Error: 3,
  U32: 4,
  I32: 5,
  U64Small: 6,
  I64Small: 7,
  U128Small: 10,
  I128Small: 11,
  U256Small: 12,
  SymbolSmall: 14,
} as const;

const objectTags: Record<HostObject['is'], number> = {
  u64: 64,
  i64: 65,
  u128: 68,
  i128: 69,
  u256: 70,
  bytes: 72,
  string: 73,
  symbol: 74,
  vec: 75,
  map: 76,
  address: 77,
  muxed: 78,
};

export const tagOfObject = (kind: HostObject['is']): number => objectTags[kind];

/** The objects of one proof, by handle. */
export class Objects {
  private readonly byKey = new Map<string, Term>();
  private readonly byHandle: HostObject[] = [];

  valueOf(object: HostObject): Term {
    const key = keyOf(object);
    const found = this.byKey.get(key);
    if (found) return found;
    this.byHandle.push(object);
    const value = constant(64, (BigInt(this.byHandle.length) << 32n) | BigInt(objectTags[object.is]));
    this.byKey.set(key, value);
    return value;
  }

  /** The object behind a value; none when it is not one, or not one only. */
  get(value: Term): HostObject | undefined {
    if (!isConst(value) || (value.value & 0x40n) === 0n) return undefined;
    return this.byHandle[Number(value.value >> 32n) - 1];
  }

  /** Every object that there was. */
  all(): readonly HostObject[] {
    return this.byHandle;
  }

  getAs<Kind extends HostObject['is']>(value: Term, ...kinds: Kind[]): ObjectOf<Kind> | undefined {
    const object = this.get(value);
    return object && (kinds as string[]).includes(object.is) ? (object as ObjectOf<Kind>) : undefined;
  }

  bytes(bytes: readonly Term[]): Term {
    return this.valueOf({ is: 'bytes', bytes });
  }

  vec(items: readonly Term[]): Term {
    return this.valueOf({ is: 'vec', items });
  }

  symbol(text: string): Term {
    return /^\w{0,9}$/.test(text)
      ? smallSymbol(text)
      : this.valueOf({ is: 'symbol', bytes: [...Buffer.from(text)].map((byte) => constant(8, byte)) });
  }

  string(text: string): Term {
    return this.valueOf({ is: 'string', bytes: [...Buffer.from(text)].map((byte) => constant(8, byte)) });
  }

  u64(value: Term): Term {
    const isSmall = eq(extract(value, 56, 8), constant(8, 0n));
    return ite(isSmall, small(value, Tag.U64Small), this.valueOf({ is: 'u64', value }));
  }

  u128(high: Term, low: Term): Term {
    const isSmall = eq(concat(high, extract(low, 56, 8)), constant(72, 0n));
    return ite(isSmall, small(low, Tag.U128Small), this.valueOf({ is: 'u128', high, low }));
  }

  u256(value: Term): Term {
    const isSmall = eq(extract(value, 56, 200), constant(200, 0n));
    return ite(isSmall, small(value, Tag.U256Small), this.valueOf({ is: 'u256', value }));
  }
}

/** A small value: the lower 56 bits, and its tag. */
export const small = (value: Term, tag: number): Term => concat(extract(value, 0, 56), constant(8, tag));

export const u32Value = (value: Term): Term => concat(value, constant(32, Tag.U32));

export const boolValue = (condition: Term): Term =>
  zext(ite(condition, constant(8, Tag.True), constant(8, Tag.False)), 64);

export const voidValue = (): Term => constant(64, Tag.Void);

const alphabet = '_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function smallSymbol(text: string): Term {
  const body = [...text].reduce((sum, char) => (sum << 6n) | BigInt(alphabet.indexOf(char) + 1), 0n);
  return constant(64, (body << 8n) | BigInt(Tag.SymbolSmall));
}

/** The text of a symbol, small or not. */
export function symbolText(objects: Objects, value: Term): string | undefined {
  const object = objects.getAs(value, 'symbol');
  if (object) return Buffer.from(object.bytes.map((byte) => Number(byte.value))).toString();
  if (!isConst(value) || (value.value & 0xffn) !== BigInt(Tag.SymbolSmall)) return undefined;
  let text = '';
  for (let body = value.value >> 8n; body > 0n; body >>= 6n) text = alphabet[Number(body & 63n) - 1] + text;
  return text;
}

function keyOf(object: HostObject): string {
  switch (object.is) {
    case 'u64':
    case 'i64':
    case 'u256':
      return `${object.is} ${object.value.id}`;
    case 'u128':
    case 'i128':
      return `${object.is} ${object.high.id} ${object.low.id}`;
    case 'bytes':
    case 'string':
    case 'symbol':
      return `${object.is} ${object.bytes.map(({ id }) => id).join(' ')}`;
    case 'vec':
      return `vec ${object.items.map(({ id }) => id).join(' ')}`;
    case 'map':
      return `map ${object.entries.map(([key, value]) => `${key.id}:${value.id}`).join(' ')}`;
    case 'address':
      return `address ${object.identity.id}`;
    case 'muxed':
      return `muxed ${object.identity.id} ${object.muxedId.id}`;
  }
}
