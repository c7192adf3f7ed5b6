import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoveredFile } from '@istsi/soroban-sandbox';
import { Coverage } from './coverage.ts';

/** Set by `soroban-ts test --coverage`: kits of all test processes leave what they covered in this folder. */
export const COVERAGE_FOLDER = 'SOROBAN_COVERAGE';

/** As JSON has it. */
type Written = Omit<CoveredFile, 'lines'> & { lines: [line: number, hits: number][] };

export function leaveCoverage(folder: string, coverage: Coverage): void {
  mkdirSync(folder, { recursive: true });
  const files = coverage.files().map((file): Written => ({ ...file, lines: [...file.lines] }));
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(files));
}

/** What all kits left in a folder. */
export function gatherCoverage(folder: string): Coverage {
  if (!existsSync(folder)) return new Coverage();
  const left = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Written[]);
  return new Coverage(left.flat().map((file) => ({ ...file, lines: new Map(file.lines) })));
}
