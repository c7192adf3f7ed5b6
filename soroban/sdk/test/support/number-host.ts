/**
 * The integer functions of a Soroban host on BigInt, enough to run arithmetic in V8 without a network. Encodes and decodes Vals
 * (CAP-46-01).
 */
export type NumberType = 'u64' | 'i64' | 'u128' | 'i128' | 'u256' | 'i256';

const bits = { u64: 64, i64: 64, u128: 128, i128: 128, u256: 256, i256: 256 } as const;
const smallTags = { u64: 6n, i64: 7n, u128: 10n, i128: 11n, u256: 12n, i256: 13n } as const;
const objectTags = { u64: 64n, i64: 65n, u128: 68n, i128: 69n, u256: 70n, i256: 71n } as const;

export const isSignedType = (type: NumberType): boolean => type.startsWith('i');

export const minOf = (type: NumberType): bigint => (isSignedType(type) ? -(1n << BigInt(bits[type] - 1)) : 0n);
export const maxOf = (type: NumberType): bigint => (1n << BigInt(bits[type] - (isSignedType(type) ? 1 : 0))) - 1n;

type Entries = Record<string, (...args: bigint[]) => bigint>;

/** A contract's Wasm on that host. */
export class NumberHost {
  readonly #objects: bigint[] = [];
  readonly #exports: Entries;

  private constructor(module: WebAssembly.Module) {
    const instance = new WebAssembly.Instance(module, this.#imports(module));
    this.#exports = instance.exports as Entries;
  }

  static async start(wasm: Uint8Array): Promise<NumberHost> {
    return new NumberHost(await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>));
  }

  /** Calls an entry; undefined when it trapped. */
  call(entry: string, type: NumberType, args: readonly bigint[], argTypes?: readonly NumberType[]): bigint | undefined {
    const vals = args.map((value, index) => this.encode(argTypes?.[index] ?? type, value));
    let result: bigint;
    try {
      result = this.#exports[entry]!(...vals);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return undefined;
      throw error;
    }
    return this.decode(type, BigInt.asUintN(64, result));
  }

  encode(type: NumberType, value: bigint): bigint {
    const isSmall = isSignedType(type) ? BigInt.asIntN(56, value) === value : BigInt.asUintN(56, value) === value;
    if (isSmall) return BigInt.asUintN(64, value << 8n) | smallTags[type];
    return (BigInt(this.#objects.push(value) - 1) << 32n) | objectTags[type];
  }

  decode(type: NumberType, val: bigint): bigint {
    const tag = val & 0xffn;
    if (tag === smallTags[type]) return isSignedType(type) ? BigInt.asIntN(64, val) >> 8n : val >> 8n;
    if (tag !== objectTags[type]) throw new Error(`the Val ${val.toString(16)} is no ${type}`);
    return this.#objects[Number(val >> 32n)]!;
  }

  #object(val: bigint): bigint {
    return this.#objects[Number(BigInt.asUintN(64, val) >> 32n)]!;
  }

  #checked(type: NumberType, value: bigint): bigint {
    if (value < minOf(type) || value > maxOf(type)) throw new RangeError(`${value} overflows ${type}`);
    return this.encode(type, value);
  }

  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const functions = { ...this.#pieces(), ...this.#wide('u256', 'n'), ...this.#wide('i256', 'v'), ...this.#compare() };
    const imports: Record<string, Record<string, unknown>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] ??= {};
      imports[from][name] =
        functions[`${from}.${name}`] ??
        (() => {
          throw new Error(`no host function ${from}.${name}`);
        });
    }
    return imports as WebAssembly.Imports;
  }

  #pieces(): Record<string, (...args: bigint[]) => bigint> {
    const join = (...parts: bigint[]): bigint =>
      parts.reduce((sum, part) => (sum << 64n) | BigInt.asUintN(64, part), 0n);
    const part = (index: number) => (obj: bigint) => BigInt.asIntN(64, this.#object(obj) >> BigInt(64 * index));
    const make =
      (type: NumberType) =>
      (...parts: bigint[]) => {
        const value = join(...parts);
        return this.encode(type, isSignedType(type) ? BigInt.asIntN(bits[type], value) : value);
      };
    return {
      'i._': make('u64'),
      'i.0': part(0),
      'i.1': make('i64'),
      'i.2': part(0),
      'i.3': make('u128'),
      'i.4': part(0),
      'i.5': part(1),
      'i.6': make('i128'),
      'i.7': part(0),
      'i.8': part(1),
      'i.9': make('u256'),
      'i.c': part(3),
      'i.d': part(2),
      'i.e': part(1),
      'i.f': part(0),
      'i.g': make('i256'),
      'i.j': part(3),
      'i.k': part(2),
      'i.l': part(1),
      'i.m': part(0),
    };
  }

  // The 256-bit operations follow each other in the host's table: add sub mul div rem_euclid pow shl shr.
  #wide(type: 'u256' | 'i256', first: string): Record<string, (...args: bigint[]) => bigint> {
    const names = 'nopqrstuvwxyzABC';
    const at = names.indexOf(first);
    const value = (val: bigint): bigint => this.decode(type, BigInt.asUintN(64, val));
    const count = (val: bigint): bigint => BigInt.asUintN(64, val) >> 32n;
    const operations: ((a: bigint, b: bigint) => bigint)[] = [
      (a, b) => value(a) + value(b),
      (a, b) => value(a) - value(b),
      (a, b) => value(a) * value(b),
      (a, b) => value(a) / value(b),
      (a, b) => ((value(a) % value(b)) + abs(value(b))) % abs(value(b)),
      (a, b) => value(a) ** count(b),
      (a, b) => {
        if (count(b) >= 256n) throw new RangeError('shift');
        return wrapTo(type, value(a) << count(b));
      },
      (a, b) => {
        if (count(b) >= 256n) throw new RangeError('shift');
        return value(a) >> count(b);
      },
    ];
    return Object.fromEntries(
      operations.map((run, i) => [`i.${names[at + i]}`, (a: bigint, b: bigint) => this.#checked(type, run(a, b))]),
    );
  }

  #compare(): Record<string, (...args: bigint[]) => bigint> {
    const any = (val: bigint): bigint => {
      const unsigned = BigInt.asUintN(64, val);
      const tag = unsigned & 0xffn;
      const type = (Object.keys(bits) as NumberType[]).find(
        (name) => smallTags[name] === tag || objectTags[name] === tag,
      )!;
      return this.decode(type, unsigned);
    };
    const isSmall = (val: bigint): boolean => (val & 0xffn) < 64n;
    return {
      'x.0': (a, b) => {
        if (isSmall(a!) && isSmall(b!)) throw new RangeError('two non-object args to obj_cmp');
        return any(a!) < any(b!) ? -1n : any(a!) > any(b!) ? 1n : 0n;
      },
    };
  }
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

export const wrapTo = (type: NumberType, value: bigint): bigint =>
  isSignedType(type) ? BigInt.asIntN(bits[type], value) : BigInt.asUintN(bits[type], value);
