import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { bitsOf } from '../host/compare.ts';
import { type HostObject, type Objects, symbolText, Tag } from '../host/objects.ts';
import type { Model } from '../solver.ts';
import { evaluate } from '../terms/evaluate.ts';
import { constant, type Term } from '../terms/term.ts';

/** The address of the contract that is proved, among the inputs. */
export const SELF = 'this contract';

/** What expressions are worth for the inputs of a counterexample, as values of the network. */
export class Values {
  private readonly objects: Objects;
  private readonly model: ReadonlyMap<string, bigint>;
  private readonly known = new Map<Term, bigint>();
  /** Who is somebody with an id: only accounts can be. */
  private readonly accounts: ReadonlySet<bigint>;

  constructor(objects: Objects, model: Model, fixed: Readonly<Record<string, bigint>>) {
    this.objects = objects;
    this.model = new Map([...strangers(objects, model), ...Object.entries(fixed), ...model]);
    const muxed = objects.all().filter((object) => object.is === 'muxed');
    this.accounts = new Set(muxed.map(({ identity }) => this.bits(identity)));
  }

  bits(term: Term): bigint {
    return evaluate(term, (name) => this.model.get(name) ?? 0n, this.known);
  }

  input(name: string): bigint {
    return this.model.get(name) ?? 0n;
  }

  /** Inputs whose names begin so, and what they are worth. */
  inputsLike(pattern: RegExp): [name: string, value: bigint][] {
    return [...this.model].filter(([name]) => pattern.test(name));
  }

  /** The same identity is the same address: a contract's, or an account's where the inputs say so. */
  address(identity: bigint): string {
    const id = Buffer.alloc(32);
    id.writeBigUInt64BE(identity);
    return this.accounts.has(identity) ? StrKey.encodeEd25519PublicKey(id) : StrKey.encodeContract(id);
  }

  /** Everybody whom the contract heard of. */
  everybody(): string[] {
    const addresses = this.objects.all().filter((object) => object.is === 'address' || object.is === 'muxed');
    return [...new Set(addresses.map(({ identity }) => this.address(this.bits(identity))))];
  }

  value(term: Term): xdr.ScVal {
    const value = constant(64, this.bits(term));
    const object = this.objects.get(value);
    return object ? this.ofObject(object, value) : this.small(value);
  }

  private small(value: Term): xdr.ScVal {
    const upper = Number(value.value >> 32n);
    switch (Number(value.value & 0xffn)) {
      case Tag.False:
        return xdr.ScVal.scvBool(false);
      case Tag.True:
        return xdr.ScVal.scvBool(true);
      case Tag.Void:
        return xdr.ScVal.scvVoid();
      case Tag.U32:
        return xdr.ScVal.scvU32(upper);
      case Tag.U64Small:
        return number(bitsOf(this.objects, value), 'u64');
      case Tag.U128Small:
        return number(bitsOf(this.objects, value), 'u128');
      case Tag.I128Small:
        return number(bitsOf(this.objects, value), 'i128');
      case Tag.SymbolSmall:
        return xdr.ScVal.scvSymbol(symbolText(this.objects, value)!);
      default:
        throw new Error(`a value 0x${value.value.toString(16)} that nothing is known of`);
    }
  }

  private ofObject(object: HostObject, value: Term): xdr.ScVal {
    switch (object.is) {
      case 'u64':
      case 'i64':
      case 'u256':
        return nativeToScVal(signedAs(object.is, this.bits(object.value)), { type: object.is });
      case 'u128':
      case 'i128': {
        const whole = (this.bits(object.high) << 64n) | this.bits(object.low);
        return nativeToScVal(signedAs(object.is, whole), { type: object.is });
      }
      case 'bytes':
        return xdr.ScVal.scvBytes(this.bytes(object.bytes));
      case 'string':
        return xdr.ScVal.scvString(this.bytes(object.bytes));
      case 'symbol':
        return xdr.ScVal.scvSymbol(symbolText(this.objects, value)!);
      case 'vec':
        return xdr.ScVal.scvVec(object.items.map((item) => this.value(item)));
      case 'map':
        return xdr.ScVal.scvMap(
          object.entries.map(([key, val]) => new xdr.ScMapEntry({ key: this.value(key), val: this.value(val) })),
        );
      case 'address':
        return nativeToScVal(this.address(this.bits(object.identity)), { type: 'address' });
      case 'muxed': {
        const account = StrKey.decodeEd25519PublicKey(this.address(this.bits(object.identity)));
        const id = Buffer.alloc(8);
        id.writeBigUInt64BE(this.bits(object.muxedId));
        const muxed = StrKey.encodeMed25519PublicKey(Buffer.concat([account, id]));
        return nativeToScVal(muxed, { type: 'address' });
      }
    }
  }

  private bytes(bytes: readonly Term[]): Buffer {
    return Buffer.from(bytes.map((byte) => Number(this.bits(byte))));
  }
}

const number = (bits: Term, type: 'u64' | 'u128' | 'i128'): xdr.ScVal =>
  nativeToScVal(signedAs(type, bits.value), { type });

function signedAs(type: string, value: bigint): bigint {
  if (!type.startsWith('i')) return value;
  return BigInt.asIntN(Number(type.slice(1)), value);
}

/** Of whom the counterexample says nothing, each is somebody of their own. */
function strangers(objects: Objects, model: Model): Map<string, bigint> {
  const taken = new Set(model.values());
  const found = new Map<string, bigint>();
  let next = 1n << 40n;
  for (const object of objects.all()) {
    const identity = object.is === 'address' || object.is === 'muxed' ? object.identity : undefined;
    if (identity?.op !== 'var' || model.has(identity.name) || found.has(identity.name)) continue;
    while (taken.has(next)) next += 1n;
    found.set(identity.name, next);
    next += 1n;
  }
  return found;
}
