/// <reference path="./webassembly.d.ts" />
import { bodiesOf, readDebugSection } from './debug-section.ts';
import { KIND, readModuleShape } from './module-shape.ts';

/** How often lines and functions of one source file ran. */
export type CoveredFile = {
  readonly file: string;
  /** By line, from 1: of every line that there is code of. */
  readonly lines: ReadonlyMap<number, number>;
  readonly functions: readonly CoveredFunction[];
};

export type CoveredFunction = { readonly name: string; readonly line: number; readonly hits: number };

/** The first instruction that a line comes to, each time that code of it begins. */
type Mark = { readonly file: string; readonly line: number; readonly counter: number };

/**
 * Counts what runs of a contract's sources. Every place of a debug build has a global of its own, which the build imports and
 * adds to, so that all its instances count together.
 */
export class LineHits {
  readonly counters: readonly WebAssembly.Global<number>[];
  readonly #marks = new Map<number, Mark>();
  /** Counters that stand before an instruction; a place within one has none. */
  readonly #placed = new Set<number>();
  readonly #functions: readonly { readonly name: string; readonly first: Mark }[];

  /** Throws when the Wasm is no debug build. */
  constructor(wasm: Uint8Array) {
    const shape = readModuleShape(wasm);
    const section = readDebugSection(wasm, shape);
    if (section === undefined)
      throw new Error('the Wasm is no build for debugging: it does not say where its code is from');
    const { start, bodies } = bodiesOf(wasm);
    const { places, files, functions } = section;
    for (let i = 0; i < places.length; i += 3) {
      const file = files[places[i + 1]!];
      if (file === undefined) continue;
      this.#marks.set(start + places[i]!, { file, line: places[i + 2]!, counter: this.#marks.size });
    }
    this.counters = Array.from(this.#marks, () => new WebAssembly.Global({ value: 'i32', mutable: true }, 0));
    const imported = shape.imports.filter(({ kind }) => kind === KIND.function).length;
    const marks = [...this.#marks];
    this.#functions = bodies.flatMap((body, i) => {
      const first = marks.find(([offset]) => offset >= body.start && offset < body.end)?.[1];
      const name = functions[imported + i] ?? '';
      return first === undefined || name.startsWith('__') ? [] : [{ name, first }];
    });
  }

  /** Which counter stands before the instruction at a byte of the module. */
  counterAt(offset: number): number | undefined {
    const counter = this.#marks.get(offset)?.counter;
    if (counter !== undefined) this.#placed.add(counter);
    return counter;
  }

  /** What ran so far. */
  files(): CoveredFile[] {
    const files = new Map<string, { lines: Map<number, number>; functions: CoveredFunction[] }>();
    const of = (file: string) => {
      const known = files.get(file) ?? { lines: new Map<number, number>(), functions: [] };
      files.set(file, known);
      return known;
    };
    for (const { file, line, counter } of this.#marks.values()) {
      if (!this.#placed.has(counter)) continue;
      const { lines } = of(file);
      lines.set(line, Math.max(lines.get(line) ?? 0, this.#hits(counter)));
    }
    for (const { name, first } of this.#functions) {
      of(first.file).functions.push({ name, line: first.line, hits: this.#hits(first.counter) });
    }
    return [...files].map(([file, { lines, functions }]) => ({ file, lines, functions }));
  }

  #hits(counter: number): number {
    return this.counters[counter]!.value >>> 0;
  }
}
