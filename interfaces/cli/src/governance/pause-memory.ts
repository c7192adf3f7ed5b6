import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import { makeDirectory } from '../state/make-directory.ts';

const PauseFile = z.object({ router: z.string() });

/** That an upgrade paused this system, kept in a file until it resumed: a pause by anybody else is theirs to end. */
export function pauseMemory(path: string, router: string): { read(): boolean; write(isPausedHere: boolean): void } {
  return {
    read: () => readJsonFile(path, PauseFile)?.router === router,
    write(isPausedHere) {
      if (!isPausedHere) return rmSync(path, { force: true });
      // A Super Admin's machine has a key and a manifest, and may have nothing else.
      makeDirectory(dirname(path), 0o700);
      writeJsonFile(path, { router } satisfies z.output<typeof PauseFile>);
    },
  };
}
