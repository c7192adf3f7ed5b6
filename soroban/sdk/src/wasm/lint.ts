import { findHostFunction } from './host-functions.ts';
import { findRefused } from './instructions.ts';
import { readSections, readUnsigned, type Section } from './sections.ts';

/** Why the network would refuse a Wasm, or why no tool could read it. */
export interface LintProblem {
  readonly message: string;
  /** Byte of the module where it is, when it is at one place. */
  readonly offset?: number;
  /** Index of the function it is in, imports counted. */
  readonly function?: number;
}

/** The network's limit on the size of a contract. */
const maxSize = 131_072;
// One page is 64 KiB; a contract's memory counts against a budget of 40 MiB.
const maxPages = 640;

const sectionIds = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, start: 8, code: 10, data: 11 };
const valueTypes = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
]);

/** Checks a finished contract against what the network accepts. */
export function lintWasm(wasm: Uint8Array): LintProblem[] {
  try {
    return new Lint(wasm).run();
  } catch (error) {
    return [{ message: `this is no Wasm module: ${error instanceof Error ? error.message : String(error)}` }];
  }
}

interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

class Lint {
  readonly #wasm: Uint8Array;
  readonly #problems: LintProblem[] = [];
  readonly #sections: readonly Section[];
  #types: FunctionType[] = [];
  #importCount = 0;
  #at = 0;

  constructor(wasm: Uint8Array) {
    this.#wasm = wasm;
    if (Buffer.from(wasm.subarray(0, 8)).toString('hex') !== '0061736d01000000')
      throw new Error('it does not start as one');
    this.#sections = readSections(wasm);
  }

  run(): LintProblem[] {
    if (this.#wasm.length > maxSize) {
      this.#report(`the contract has ${this.#wasm.length} bytes: the network takes ${maxSize}`);
    }
    for (const name of ['contractspecv0', 'contractenvmetav0', 'contractmetav0']) this.#customSection(name);
    this.#each(sectionIds.type, () => this.#type());
    this.#each(sectionIds.import, () => this.#import());
    this.#each(sectionIds.memory, () => this.#memory());
    this.#each(sectionIds.global, () => this.#global());
    this.#each(sectionIds.export, () => this.#export());
    this.#each(sectionIds.code, (index) => this.#body(index));
    const start = this.#sections.find(({ id }) => id === sectionIds.start);
    if (start) this.#report('it has a start function: code may run only in entries', start.start);
    return this.#problems;
  }

  #report(message: string, offset?: number, fn?: number): void {
    this.#problems.push({
      message,
      ...(offset === undefined ? {} : { offset }),
      ...(fn === undefined ? {} : { function: fn }),
    });
  }

  // Readers look at the first section of a name only, so a second one would be lost.
  #customSection(name: string): void {
    const count = this.#sections.filter((section) => section.name === name).length;
    if (count !== 1 && !(count === 0 && name === 'contractmetav0')) {
      this.#report(`it has ${count} sections named ${name}: exactly one is read`);
    }
  }

  #each(id: number, read: (index: number) => void): void {
    const section = this.#sections.find((candidate) => candidate.id === id);
    if (!section) return;
    this.#at = section.bodyStart;
    const count = this.#number();
    for (let index = 0; index < count; index++) read(index);
  }

  #number(): number {
    const { value, next } = readUnsigned(this.#wasm, this.#at);
    this.#at = next;
    return value;
  }

  #byte(): number {
    return this.#wasm[this.#at++]!;
  }

  #text(): string {
    const length = this.#number();
    this.#at += length;
    return new TextDecoder().decode(this.#wasm.subarray(this.#at - length, this.#at));
  }

  #valueType(where: string): number {
    const type = this.#byte();
    if (!valueTypes.has(type))
      this.#report(`${where} is neither i32 nor i64: the network has no floating point`, this.#at - 1);
    return type;
  }

  #type(): void {
    this.#byte();
    const parameters = Array.from({ length: this.#number() }, () => this.#valueType('a parameter'));
    const results = Array.from({ length: this.#number() }, () => this.#valueType('a result'));
    if (results.length > 1) this.#report('a function has several results', this.#at);
    this.#types.push({ parameters, results });
  }

  #import(): void {
    const offset = this.#at;
    const [module, name] = [this.#text(), this.#text()];
    const kind = this.#byte();
    const type = this.#types[this.#number()];
    const host = findHostFunction(module, name);
    if (kind !== 0 || !host) {
      this.#report(`it imports ${module}.${name}, which no host has`, offset);
      return;
    }
    this.#importCount++;
    const isAsHost =
      type?.parameters.length === host.parameters.length &&
      type.results.length === 1 &&
      [...type.parameters, ...type.results].every((valueType) => valueTypes.get(valueType) === 'i64');
    if (!isAsHost) this.#report(`it imports ${host.name} with other parameters than the host's`, offset);
  }

  #memory(): void {
    const hasMaximum = this.#byte() & 1;
    const initial = this.#number();
    if (hasMaximum) this.#number();
    if (initial > maxPages)
      this.#report(`it starts with ${initial} pages of memory: the network's budget is ${maxPages}`);
  }

  #global(): void {
    this.#valueType('a global');
    this.#byte();
    // The initial value is one constant instruction and an end.
    this.#byte();
    this.#number();
    this.#byte();
  }

  #export(): void {
    const name = this.#text();
    const kind = this.#byte();
    this.#number();
    const isExpected = kind === 0 || (kind === 2 && name === 'memory');
    if (!isExpected) this.#report(`it exports ${name}, which is neither an entry nor the memory`, this.#at);
  }

  #body(index: number): void {
    const fn = this.#importCount + index;
    const size = this.#number();
    const end = this.#at + size;
    const groups = this.#number();
    for (let group = 0; group < groups; group++) {
      this.#number();
      this.#valueType(`a local of function ${fn}`);
    }
    const found = findRefused(this.#wasm, this.#at, end);
    if (found) this.#report(`function ${fn} uses ${found.refused}, which the network refuses`, found.offset, fn);
    this.#at = end;
  }
}
