import { any, concat, eq, extract, ite, sext, zext } from '../terms/bits.ts';
import { constant, type Term, variable } from '../terms/term.ts';

import { boolValue, type Objects, small, Tag, u32Value, voidValue } from './objects.ts';

/** Fields (`amount: u64`) or numbers (`Open = 0`) of each named type. */
export type Types = Readonly<Record<string, readonly string[]>>;

/** How long lists and byte strings are, by the name of the input. A proof holds for these lengths. */
export type Lengths = Readonly<Record<string, number>>;

/** Nothing that is proved depends on what a text says. */
const TEXT = 4;

/** A signed number of 128 bits: one that fits 56, or any. */
export function i128Input(name: string): Term {
  const isSmall = variable(`${name} is small`, 0);
  const fitting = sext(variable(`${name}.small`, 56), 64);
  const sign = sext(extract(fitting, 63, 1), 64);
  return concat(ite(isSmall, sign, variable(`${name}.high`, 64)), ite(isSmall, fitting, variable(`${name}.low`, 64)));
}

/**
 * Makes values that can be anything of their type. An input has a name that says where it stands: `Books.owed_btc` is a field
 * of a stored entry, `amount` an argument.
 */
export class Inputs {
  readonly objects: Objects;
  private readonly types: Types;
  private readonly lengths: Lengths;
  /** Inputs that are one number, so that what depends on them is followed in one way. */
  readonly fixed: Readonly<Record<string, bigint>>;
  /** What holds of every value of its type, such as which numbers an enum has. */
  readonly assumptions: Term[] = [];

  constructor(objects: Objects, types: Types, lengths: Lengths, fixed: Readonly<Record<string, bigint>>) {
    this.fixed = fixed;
    this.objects = objects;
    this.types = types;
    this.lengths = lengths;
  }

  number(name: string, width: number): Term {
    const value = this.fixed[name];
    return value === undefined ? variable(name, width) : constant(width, value);
  }

  /** A value of the host. */
  ofType(type: string, name: string): Term {
    const { objects } = this;
    switch (type) {
      case 'void':
        return voidValue();
      case 'bool':
        return boolValue(variable(name, 0));
      case 'u32':
        return u32Value(this.number(name, 32));
      case 'u64':
        return objects.u64(this.number(name, 64));
      case 'u128':
        return objects.u128(variable(`${name}.high`, 64), variable(`${name}.low`, 64));
      case 'i128':
        return this.i128(name);
      case 'Address':
        return objects.valueOf({ is: 'address', identity: variable(name, 64) });
      case 'MuxedAddress':
        return objects.valueOf({ is: 'muxed', identity: variable(name, 64), muxedId: variable(`${name}.id`, 64) });
      case 'Bytes':
        return objects.bytes(this.bytes(name, this.lengthOf(name)));
      case 'Str':
        return objects.valueOf({ is: 'string', bytes: this.bytes(name, this.lengths[name] ?? TEXT) });
      default:
        return this.composed(type, name);
    }
  }

  /** In either form; `i128Input` is what it is worth. */
  private i128(name: string): Term {
    const value = i128Input(name);
    const object = this.objects.valueOf({ is: 'i128', high: extract(value, 64, 64), low: extract(value, 0, 64) });
    return ite(variable(`${name} is small`, 0), small(zext(variable(`${name}.small`, 56), 64), Tag.I128Small), object);
  }

  private composed(type: string, name: string): Term {
    const fixed = /^BytesN<(\d+)>$/.exec(type);
    if (fixed) return this.objects.bytes(this.bytes(name, Number(fixed[1])));
    const list = /^Vec<(.+)>$/.exec(type);
    if (list) {
      const items = Array.from({ length: this.lengthOf(name) }, (_, i) => this.ofType(list[1]!, `${name}[${i}]`));
      return this.objects.vec(items);
    }
    const option = /^Option<(.+)>$/.exec(type);
    if (option) return ite(variable(`${name} is given`, 0), this.ofType(option[1]!, name), voidValue());
    const parts = this.types[type];
    if (!parts) throw new Error(`${name} is of type ${type}, of which nothing is known`);
    if (parts.every((part) => part.includes(' = '))) return this.choice(parts, name);
    const entries = parts.map((part): [Term, Term] => {
      const [field, fieldType] = part.split(': ') as [string, string];
      return [this.objects.symbol(field), this.ofType(fieldType, `${name}.${field}`)];
    });
    return this.objects.valueOf({ is: 'map', entries });
  }

  private choice(parts: readonly string[], name: string): Term {
    const value = variable(name, 32);
    this.assumptions.push(any(...parts.map((part) => eq(value, constant(32, BigInt(part.split(' = ')[1]!))))));
    return u32Value(value);
  }

  private bytes(name: string, length: number): Term[] {
    return Array.from({ length }, (_, i) => this.number(`${name}[${i}]`, 8));
  }

  private lengthOf(name: string): number {
    const length = this.lengths[name] ?? this.lengths[name.replaceAll(/\[\d+\]/g, '[]')];
    if (length === undefined) throw new Error(`the proof does not say how long ${name} is`);
    return length;
  }
}
