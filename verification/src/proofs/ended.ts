import type { Ending } from '../execution/machine.ts';
import { bitsOf, equalValues } from '../host/compare.ts';
import type { ContractCall, HostState, StoredEntry } from '../host/host-state.ts';
import { i128Input } from '../host/inputs.ts';
import { type HostObject, type Objects, symbolText, tagOfObject, voidValue } from '../host/objects.ts';
import { entryName, type World } from '../host/world.ts';
import type { Read } from '../replay/scene.ts';
import { add, any, concat, eq, extract, ite, not, zext } from '../terms/bits.ts';
import { constant, FALSE, isConst, type Term, variable } from '../terms/term.ts';

/** One end of a contract's function, as claims speak of it. */
export class Ended {
  readonly by: Ending['by'];
  private readonly ending: Ending;
  private readonly world: World;

  private readonly places: ReadonlyMap<string, Term>;
  /** What the claim looked at in memory. */
  readonly reads: Read[] = [];

  constructor(ending: Ending, world: World, places: ReadonlyMap<string, Term>) {
    this.places = places;
    this.by = ending.by;
    this.ending = ending;
    this.world = world;
  }

  get returned(): boolean {
    return this.by === 'return';
  }

  get objects(): Objects {
    return this.world.inputs.objects;
  }

  get host(): HostState {
    return this.ending.state.host;
  }

  /** Whether the contract refused with this number: a truth value. */
  refusedWith(code: number): Term {
    return this.ending.by === 'refusal' ? eq(this.ending.code, constant(32, code)) : FALSE;
  }

  /** What a function within the contract returned: bits. */
  get raw(): Term {
    if (this.ending.by !== 'return' || !this.ending.value) throw new Error('this end returns nothing');
    return this.ending.value;
  }

  /** Memory at the end, where an argument points to. */
  memoryAt(pointer: string, offset: number, bits: number): Term {
    const place = this.places.get(pointer)!;
    return this.read(place.value, place, offset, bits);
  }

  /** Memory that a function within the contract returned a pointer to. */
  resultAt(offset: number, bits: number): Term {
    return this.read('result', this.raw, offset, bits);
  }

  /** Memory at an address that the function left somewhere. */
  behind(address: Term, offset: number, bits: number): Term {
    if (!isConst(address)) throw new Error('this address could be anything');
    return this.read(address.value, address, offset, bits);
  }

  /** A global of the module, at the end. */
  global(index: number): Term {
    return this.ending.state.globals[index]!;
  }

  /** Of memory, at the end. */
  get pages(): number {
    return this.ending.state.pages;
  }

  /** What stands behind a handle of 32 bits, as a value of the host. */
  ofHandle(kind: HostObject['is'], handle: Term): Term {
    return concat(handle, constant(32, tagOfObject(kind)));
  }

  private read(from: Read['from'], address: Term, offset: number, bits: number): Term {
    const value = this.ending.state.memory.load(add(address, constant(32, offset)), bits / 8);
    this.reads.push({ from, offset, bits, value });
    return value;
  }

  /** The number that an export returned. */
  get number(): Term {
    return bitsOf(this.objects, this.raw);
  }

  /** The truth that an export returned. */
  get isTrue(): Term {
    return eq(this.raw, constant(64, 1n));
  }

  /** A number in the structure that an export returned. */
  field(name: string): Term {
    return bitsOf(this.objects, this.part(this.raw, name));
  }

  /** A field of a structure, whichever of its alternatives that is. */
  part(value: Term, field: string): Term {
    if (value.op === 'ite') {
      const [condition, yes, no] = value.args as [Term, Term, Term];
      return ite(condition, this.part(yes, field), this.part(no, field));
    }
    const entries = this.objects.getAs(value, 'map')?.entries ?? [];
    const found = entries.find(([key]) => symbolText(this.objects, key) === field);
    if (!found) throw new Error(`there is no field ${field}`);
    return found[1];
  }

  /** An input that is an address, as the contract has it. */
  address(name: string): Term {
    return this.objects.valueOf({ is: 'address', identity: variable(name, 64) });
  }

  /** Whether an address was asked to authorize the call itself, with its own arguments: a truth value. */
  isAuthorizedBy(name: string): Term {
    const demand = this.objects.vec([this.address(name), voidValue()]);
    return any(...this.host.authorized.map((each) => equalValues(this.objects, each, demand)));
  }

  /** Whether the entry that the contract looked at first under a name is that of these addresses: a truth value. */
  isOf(name: string, ...holders: string[]): Term {
    return this.isKeyOf(this.entry(name), name, ...holders);
  }

  isKeyOf(entry: StoredEntry | undefined, name: string, ...holders: string[]): Term {
    const key = this.objects.vec([this.objects.symbol(name), ...holders.map((holder) => this.address(holder))]);
    return entry ? equalValues(this.objects, key, entry.key) : FALSE;
  }

  /** A stored entry at the end, by its name; none when the contract never looked at it. */
  entry(name: string): StoredEntry | undefined {
    return this.host.storage.find(({ key }) => entryName(this.world, key) === name);
  }

  /** All stored entries of a name that the contract looked at, in that order. */
  entries(name: string): StoredEntry[] {
    return this.host.storage.filter(({ key }) => entryName(this.world, key) === name);
  }

  /** A number in a stored entry at the end. */
  after(name: string, field?: string): Term {
    const entry = this.entry(name);
    if (!entry) throw new Error(`${name} was not looked at`);
    return bitsOf(this.objects, field === undefined ? entry.value : this.part(entry.value, field));
  }

  /** What the contract asked another one, by function. */
  call(name: string): ContractCall | undefined {
    return this.host.calls.find((call) => call.name === name);
  }

  /** The call ends well exactly where this holds. */
  exactlyIf(condition: Term): Term {
    return this.returned ? condition : not(condition);
  }
}

/** An input by its name: 64 bits, 32 bits, 128 bits, a truth value. */
export const u64 = (name: string): Term => variable(name, 64);
export const u32 = (name: string): Term => variable(name, 32);
/** An amount of 64 bits where sums and products of it have room. */
export const wide = (name: string): Term => zext(variable(name, 64), 128);
export const i128 = i128Input;
export const flag = (name: string): Term => variable(name, 0);

/** The two truths of a bit: a function within a contract returns 0 or 1. */
export const isOne = (value: Term): Term => eq(value, constant(value.width, 1n));
export const isBit = (value: Term): Term => eq(extract(value, 1, value.width - 1), constant(value.width - 1, 0n));
