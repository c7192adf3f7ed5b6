import type { CoveredFile } from '@istsi/soroban-sandbox';

/** What ran of some source files. */
interface Counted {
  readonly lines: Map<number, number>;
  /** By name and line. */
  readonly functions: Map<string, { name: string; line: number; hits: number }>;
}

/** So many of so many. */
export interface Share {
  readonly hit: number;
  readonly found: number;
}

/**
 * Which lines and functions of contracts ran. A line counts if there is code of it: what no entry of a contract reaches is not
 * compiled, and is not in the report.
 */
export class Coverage {
  readonly #files = new Map<string, Counted>();

  constructor(files: readonly CoveredFile[] = []) {
    for (const file of files) this.#add(file);
  }

  #add({ file, lines, functions }: CoveredFile): void {
    const counted = this.#files.get(file) ?? { lines: new Map<number, number>(), functions: new Map() };
    this.#files.set(file, counted);
    for (const [line, hits] of lines) counted.lines.set(line, (counted.lines.get(line) ?? 0) + hits);
    for (const { name, line, hits } of functions) {
      const key = `${name} ${line}`;
      counted.functions.set(key, { name, line, hits: (counted.functions.get(key)?.hits ?? 0) + hits });
    }
  }

  /** With what ran elsewhere. */
  merge(other: Coverage): Coverage {
    return new Coverage([...this.files(), ...other.files()]);
  }

  files(): CoveredFile[] {
    return [...this.#files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, { lines, functions }]) => ({
        file,
        lines: new Map([...lines].sort(([a], [b]) => a - b)),
        functions: [...functions.values()].sort((a, b) => a.line - b.line),
      }));
  }

  get lines(): Share {
    return sum(this.files().map(linesOf));
  }

  get functions(): Share {
    return sum(this.files().map(functionsOf));
  }

  /** The format of `lcov` (geninfo(1)), which editors and code reviews read. */
  toLcov(): string {
    return this.files().map(lcovOf).join('');
  }

  /** A table: of each file lines and functions that ran, and the lines that did not. */
  toString(): string {
    const files = this.files();
    const rows = files.map((file) => [file.file, percent(linesOf(file)), percent(functionsOf(file)), missed(file)]);
    const head = ['file', 'lines', 'functions', 'not run'];
    const total = ['all', percent(this.lines), percent(this.functions), ''];
    const table = [head, ...rows, ...(files.length > 1 ? [total] : [])];
    const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    return table
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}

const share = (hits: readonly number[]): Share => ({
  hit: hits.filter((count) => count > 0).length,
  found: hits.length,
});
const linesOf = ({ lines }: CoveredFile): Share => share([...lines.values()]);
const functionsOf = ({ functions }: CoveredFile): Share => share(functions.map(({ hits }) => hits));
const sum = (shares: readonly Share[]): Share =>
  shares.reduce((all, { hit, found }) => ({ hit: all.hit + hit, found: all.found + found }), { hit: 0, found: 0 });
/** Rounded down: 100 % is all of it. */
const percent = ({ hit, found }: Share): string =>
  `${hit}/${found} ${found === 0 ? 100 : Math.floor((hit * 100) / found)}%`;

/** `12-14, 20`: only lines that there is code of count, so that a run goes on over those that there is none of. */
function missed({ lines }: CoveredFile): string {
  const runs: [from: number, to: number][] = [];
  let isMissed = false;
  for (const [line, hits] of lines) {
    if (hits === 0 && isMissed) runs.at(-1)![1] = line;
    else if (hits === 0) runs.push([line, line]);
    isMissed = hits === 0;
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function lcovOf(file: CoveredFile): string {
  const { lines, functions } = file;
  const [lineShare, functionShare] = [linesOf(file), functionsOf(file)];
  const records = [
    'TN:',
    `SF:${file.file}`,
    ...functions.map(({ name, line }) => `FN:${line},${name}`),
    ...functions.map(({ name, hits }) => `FNDA:${hits},${name}`),
    `FNF:${functionShare.found}`,
    `FNH:${functionShare.hit}`,
    ...[...lines].map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lineShare.found}`,
    `LH:${lineShare.hit}`,
    'end_of_record',
  ];
  return `${records.join('\n')}\n`;
}
