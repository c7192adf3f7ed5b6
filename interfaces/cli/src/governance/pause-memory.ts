import { existsSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';

const PauseFile = z.object({ router: z.string() });

/** That an upgrade paused this system, kept in a file until it resumed: a pause by anybody else is theirs to end. */
export function pauseMemory(path: string, router: string): { read(): boolean; write(isPausedHere: boolean): void } {
  return {
    read: () => readJsonFile(path, PauseFile)?.router === router,
    write(isPausedHere) {
      if (isPausedHere) writeJsonFile(path, { router } satisfies z.output<typeof PauseFile>);
      else if (existsSync(path)) rmSync(path);
    },
  };
}
