import { base64 } from '@scure/base';
import { HASH_BYTES } from './merkle.ts';
import { isSignedWith, type NoteKey, type NoteSigner, parseNote, signNote } from './signed-note.ts';

/** C2SP tlog-checkpoint: what a log says that it is, signed. */
export interface Checkpoint {
  /** Which log this is. */
  origin: string;
  /** Entries. */
  size: number;
  root: Uint8Array;
}

export function signCheckpoint({ size, root }: Omit<Checkpoint, 'origin'>, signer: NoteSigner): string {
  return signNote(`${signer.name}\n${size}\n${base64.encode(root)}\n`, signer);
}

/** Whoever signed it: see `openCheckpoint`. */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const [origin, size, root, ...extensions] = parseNote(note)?.text.slice(0, -1).split('\n') ?? [];
  if (!origin || root === undefined || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return undefined;
  if (extensions.includes('') || !/^[A-Za-z0-9+/]{43}=$/.test(root)) return undefined;
  const [count, bytes] = [Number(size), base64.decode(root)];
  return Number.isSafeInteger(count) && bytes.length === HASH_BYTES ? { origin, size: count, root: bytes } : undefined;
}

/** What the log of this key says; undefined for what it did not sign. */
export function openCheckpoint(text: string, key: NoteKey): Checkpoint | undefined {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(text);
  if (!note || !checkpoint || checkpoint.origin !== key.name) return undefined;
  return isSignedWith(note, key) ? checkpoint : undefined;
}
