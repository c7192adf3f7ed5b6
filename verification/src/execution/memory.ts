import { concat, eq, extract, ite } from '../terms/bits.ts';
import { possibleValues } from '../terms/possible.ts';
import { constant, isConst, type Term, variable } from '../terms/term.ts';

/** One byte: which of a value that was stored as a whole. */
interface Cell {
  readonly value: Term;
  readonly byte: number;
}

/** Where a module's own data begins: below it stands only what a proof puts there. */
export const FIRST_DATA = 1024;

/**
 * Linear memory. What was never written is what the module's data says, or zero. Below that data it is anything: a part of a
 * structure that a proof does not describe must not be a zero without its saying so.
 */
export class Memory {
  private readonly data: ReadonlyMap<number, number>;
  private readonly cells: Map<number, Cell>;

  constructor(data: ReadonlyMap<number, number>, cells = new Map<number, Cell>()) {
    this.data = data;
    this.cells = cells;
  }

  copy(): Memory {
    return new Memory(this.data, new Map(this.cells));
  }

  /** Little-endian. An address may be a choice among few. */
  load(address: Term, size: number): Term {
    if (isConst(address)) return this.loadAt(Number(address.value), size);
    if (address.op === 'ite')
      return ite(address.args[0]!, this.load(address.args[1]!, size), this.load(address.args[2]!, size));
    const places = placesOf(address);
    return places
      .slice(1)
      .reduce(
        (value, place) => ite(eq(address, constant(32, place)), this.loadAt(Number(place), size), value),
        this.loadAt(Number(places[0]), size),
      );
  }

  store(address: Term, value: Term): void {
    if (isConst(address)) {
      this.storeAt(Number(address.value), value);
      return;
    }
    for (const place of placesOf(address)) {
      const old = this.loadAt(Number(place), value.width / 8);
      this.storeAt(Number(place), ite(eq(address, constant(32, place)), value, old));
    }
  }

  loadAt(address: number, size: number): Term {
    const cells = Array.from({ length: size }, (_, i) => this.cells.get(address + i));
    const first = cells[0];
    if (first?.value.width === 8 * size && cells.every((cell, i) => cell?.value === first.value && cell.byte === i))
      return first.value;
    return cells
      .map((cell, i) => (cell ? extract(cell.value, 8 * cell.byte, 8) : this.unwritten(address + i)))
      .reduce((low, high) => concat(high, low));
  }

  private unwritten(address: number): Term {
    return address < FIRST_DATA ? variable(`memory[${address}]`, 8) : constant(8, this.data.get(address) ?? 0);
  }

  storeAt(address: number, value: Term): void {
    for (let byte = 0; byte < value.width / 8; byte++) this.cells.set(address + byte, { value, byte });
  }

  /** What both hold where the condition decides which of them it is. */
  static merge(condition: Term, a: Memory, b: Memory): Memory {
    const merged = a.copy();
    for (const address of new Set([...a.cells.keys(), ...b.cells.keys()])) {
      const [left, right] = [a.cells.get(address), b.cells.get(address)];
      if (left?.value === right?.value && left?.byte === right?.byte) continue;
      if (left && right && left.byte === right.byte && left.value.width === right.value.width) {
        merged.cells.set(address, { value: ite(condition, left.value, right.value), byte: left.byte });
      } else {
        merged.cells.set(address, { value: ite(condition, a.loadAt(address, 1), b.loadAt(address, 1)), byte: 0 });
      }
    }
    return merged;
  }
}

function placesOf(address: Term): bigint[] {
  const places = possibleValues(address);
  if (!places) throw new Error('an address that could be anything');
  return places;
}
