import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it. What Node does with `recursive` tries for ever, at full speed, where the one above
 * exists and takes no children (below /proc, for one).
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it this instant.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
