import type { EntryChange, StoredEntry } from '../host/boundary.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { keyBytes, keyHash, writeEntry } from './entry-bytes.ts';

/** `LedgerEntryChangeType`. */
const CREATED = 0;
const UPDATED = 1;
const REMOVED = 2;
const STATE = 3;
const RESTORED = 4;

const TTL_ENTRY = 9;

const writer = new XdrWriter();

/** XDR of `LedgerEntryChanges` without any change. */
export const NO_CHANGES: Uint8Array = new Uint8Array(4);

/**
 * Encodes `LedgerEntryChanges`: what was there, and what is there now. An entry with a lifetime has a TTL entry of its
 * own in XDR, while the sandbox keeps the two together; here they part.
 */
export function encodeChanges(changes: Iterable<EntryChange>, restored?: ReadonlySet<EntryChange>): Uint8Array {
  let count = 0;
  const content = writer.encode(() => {
    for (const change of changes) count += restored?.has(change) ? writeRestored(change) : writeChange(change);
  });
  if (count === 0) return NO_CHANGES;
  return writer.encode(() => {
    writer.u32(count);
    writer.fixed(content);
  });
}

/** Like all of these, says how many `LedgerEntryChange` it wrote. */
function writeChange(change: EntryChange): number {
  const { before, after, key } = change;
  if (after === undefined) {
    if (before === undefined) return 0;
    write(STATE, before);
    writer.u32(REMOVED);
    writer.fixed(keyBytes(key));
    return 2 + writeTtlChange(change);
  }
  if (before === undefined) {
    write(CREATED, after);
    return 1 + writeTtlChange(change);
  }
  if (before.entry === after.entry) return writeTtlChange(change);
  write(STATE, before);
  write(UPDATED, after);
  return 2 + writeTtlChange(change);
}

function writeTtlChange({ before, after, key }: EntryChange): number {
  const old = before?.liveUntil;
  const now = after?.liveUntil;
  if (old === now) return 0;
  const hash = keyHash(key);
  if (old !== undefined) writeTtl(STATE, hash, old, before!.lastModified);
  if (now !== undefined) {
    writeTtl(old === undefined ? CREATED : UPDATED, hash, now, after!.lastModified);
  } else {
    writer.u32(REMOVED);
    writer.u32(TTL_ENTRY);
    writer.fixed(hash);
  }
  return old === undefined ? 1 : 2;
}

function writeRestored({ before, after, key }: EntryChange): number {
  if (before === undefined || after === undefined) return 0;
  const { lastModified } = after;
  write(RESTORED, { ...before, lastModified });
  writeTtl(RESTORED, keyHash(key), after.liveUntil!, lastModified);
  if (before.entry === after.entry) return 2;
  write(UPDATED, after);
  return 3;
}

function write(type: number, stored: StoredEntry): void {
  writer.u32(type);
  writeEntry(writer, stored);
}

function writeTtl(type: number, hash: Uint8Array, liveUntil: number, lastModified: number): void {
  writer.u32(type);
  writer.u32(lastModified);
  writer.u32(TTL_ENTRY);
  writer.fixed(hash);
  writer.u32(liveUntil);
  writer.u32(0);
}
