import { existsSync, renameSync } from 'node:fs';
import type { z } from 'zod';
import { describeError } from '../errors.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/**
 * Files that only remember what can be found out or chosen anew: one that is damaged, or that cannot be written, is said
 * and stops nothing.
 */
export type Say = (text: string) => void;

/** The checked content; undefined when there is none that can be used, which is then moved aside and said. */
export function readCacheFile<T extends z.ZodType>(path: string, schema: T, say: Say): z.output<T> | undefined {
  try {
    return readJsonFile(path, schema, 'It is made anew');
  } catch (error) {
    const aside = moveAside(path);
    say(`${describeError(error)}${aside === undefined ? '' : ` What was there is in ${aside}.`}`);
    return undefined;
  }
}

export function writeCacheFile(path: string, value: unknown, say: Say): void {
  try {
    writeJsonFile(path, value);
  } catch (error) {
    say(`${describeError(error)} Other commands and the next start do without it.`);
  }
}

const MOST_KEPT = 100;

/** Renames what is damaged to a free name beside it, so that nothing is written over it. Undefined: it stays where it is. */
function moveAside(path: string): string | undefined {
  for (let number = 1; number <= MOST_KEPT; number += 1) {
    const aside = `${path}.damaged-${number}`;
    if (existsSync(aside)) continue;
    try {
      renameSync(path, aside);
      return aside;
    } catch {
      return undefined;
    }
  }
  return undefined;
}
