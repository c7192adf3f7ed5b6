import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { packageDir } from '../src/paths.ts';
import type { Mutant } from './mutants.ts';

/** What became of a mutant. Kept as `results.json`, so that a run that was stopped goes on, and the next begins with what it knows. */
export interface Result {
  readonly file: string;
  readonly within: string;
  readonly text: string;
  readonly column: number;
  readonly from: string;
  readonly to: string;
  /** Test files that did not notice it, by blanks. */
  readonly passed?: string;
  /** The test that noticed, as `file > name`. */
  readonly caughtBy?: string;
  /** Why no test can notice. */
  readonly reason?: string;
}

export const resultsFile = `${packageDir}/mutation/results.json`;

export const readResults = (): Result[] =>
  existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Result[]) : [];

export function writeResults(results: readonly Result[]): void {
  writeFileSync(`${resultsFile}.new`, `${JSON.stringify(results, undefined, 2)}\n`);
  renameSync(`${resultsFile}.new`, resultsFile);
}

/** A mutant by what it changes, wherever that stands. */
export const textOf = ({ within, text, column, to }: Pick<Mutant, 'within' | 'text' | 'column' | 'to'>): string =>
  `${within}: ${text} @${column} ${to}`;

/** What is known of a mutant: of the one in its place, or of the only one with its text, should code have moved. */
export function resultOf(mutant: Mutant, results: readonly Result[]): Result | undefined {
  const same = results.filter((result) => textOf(result) === textOf(mutant));
  return same.find(({ file }) => file === mutant.file) ?? (same.length === 1 ? same[0] : undefined);
}

/** What is written of a mutant that nobody has judged. */
export function unjudged({ file, within, text, column, from, to }: Mutant): Result {
  return { file, within, text, column, from: from.replaceAll(/\s+/g, ' '), to };
}
