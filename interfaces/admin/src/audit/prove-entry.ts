import {
  encodeEntry,
  HashesMissingError,
  hashOfRange,
  inclusionProof,
  leafHash,
  openCheckpoint,
  parseKey,
  type ReadFile,
  rootOfInclusion,
  tileHashes,
} from '@istsi/audit-log';

export interface EntryQuestion {
  /** The files of the log, as C2SP tlog-tiles lays them out. */
  read: ReadFile;
  /** C2SP verifier key that this browser knows the log by. */
  key: string;
  /** What the page shows: its bytes are made here, so that the proof is of this and of nothing else. */
  entry: Parameters<typeof encodeEntry>[0];
  index: number;
  /** The signed checkpoint that this browser kept: the log may only have grown since. */
  remembered: string | null;
}

export type EntryProof =
  | { ok: true; size: number; checkpoint: string }
  /** `is-later`: it is not signed yet, which the next checkpoint mends. */
  | { ok: false; why: 'no-key' | 'no-checkpoint' | 'not-signed' | 'is-later' | 'rewritten' | 'not-in-it' | 'no-files' };

/** Whether what the page shows is what the log signed, recomputed from its tiles. Throws where they could not be read. */
export async function proveEntry({ read, key, entry, index, remembered }: EntryQuestion): Promise<EntryProof> {
  const known = parseKey(key);
  if (!known) return { ok: false, why: 'no-key' };
  const bytes = await read('checkpoint');
  if (!bytes) return { ok: false, why: 'no-checkpoint' };
  const note = new TextDecoder().decode(bytes);
  const checkpoint = openCheckpoint(note, known);
  if (!checkpoint) return { ok: false, why: 'not-signed' };
  const hashes = tileHashes(read, checkpoint.size);
  try {
    const before = remembered === null ? undefined : openCheckpoint(remembered, known);
    if (before) {
      if (before.size > checkpoint.size) return { ok: false, why: 'rewritten' };
      const then = await hashOfRange(hashes, 0, before.size);
      if (!isSame(then, before.root)) return { ok: false, why: 'rewritten' };
    }
    if (index >= checkpoint.size) return { ok: false, why: 'is-later' };
    const path = await inclusionProof(hashes, index, checkpoint.size);
    const root = rootOfInclusion(leafHash(encodeEntry(entry)), index, checkpoint.size, path);
    if (!root || !isSame(root, checkpoint.root)) return { ok: false, why: 'not-in-it' };
    return { ok: true, size: checkpoint.size, checkpoint: note };
  } catch (error) {
    if (!(error instanceof HashesMissingError)) throw error;
    return { ok: false, why: 'no-files' };
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, place) => byte === b[place]);
