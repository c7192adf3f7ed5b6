import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Checkpoint, cosignedAt, formatKey, type NoteKey, openCheckpoint } from '@istsi/audit-log';

/** What a witness cosigned last of a log: one note, which its own cosignature keeps from being changed. */
export interface WitnessFile {
  /** Verifier key of the log. */
  log: string;
  /** Undefined before the first. */
  last(): { note: string; checkpoint: Checkpoint } | undefined;
  /** On disk when it returns, whole: what was there before stays until then. */
  write(note: string): void;
}

/**
 * Beside the guardian's memory. Throws for what is there and is not what this witness cosigned, and for what is gone of a log
 * that it `isKnown` to have cosigned: nobody can tell then whether it grew or was cut off.
 */
export function openWitnessFile(
  memoryFile: string,
  { log, witness, isKnown }: { log: NoteKey; witness: NoteKey; isKnown: boolean },
): WitnessFile {
  const named = formatKey(log);
  const file = `${memoryFile}.witness-${createHash('sha256').update(named).digest('hex').slice(0, 8)}`;
  const isThere = existsSync(file);
  if (isKnown && !isThere)
    throw new Error(`${file} is gone, and with it what was cosigned of the audit log: restore it from a copy`);
  let last = isThere ? opened(readFileSync(file, 'utf8')) : undefined;

  function opened(note: string): { note: string; checkpoint: Checkpoint } {
    const checkpoint = openCheckpoint(note, log);
    if (!checkpoint || cosignedAt(note, witness) === undefined)
      throw new Error(`${file} is not what ${witness.name} cosigned of ${log.name}: restore it from a copy`);
    return { note, checkpoint };
  }

  return {
    log: named,
    last: () => last,
    write(note) {
      const next = opened(note);
      replaceFile(file, note);
      last = next;
    },
  };
}

function replaceFile(file: string, text: string): void {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(fresh, file);
  if (process.platform === 'win32') return;
  const directory = openSync(path.dirname(file), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
