import type { EntryChange } from '../host/boundary.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { entryBytes, keyBytes, keyHash } from './entry-bytes.ts';

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
  const parts: Uint8Array[] = [];
  for (const change of changes) {
    if (restored?.has(change)) encodeRestored(change, parts);
    else encodeChange(change, parts);
  }
  if (parts.length === 0) return NO_CHANGES;
  return writer.encode(() => {
    writer.u32(parts.length);
    for (const part of parts) writer.fixed(part);
  });
}

function encodeChange(change: EntryChange, parts: Uint8Array[]): void {
  const { before, after, key } = change;
  if (after === undefined) {
    if (before === undefined) return;
    parts.push(tagged(STATE, entryBytes(before)), tagged(REMOVED, keyBytes(key)));
  } else if (before === undefined) {
    parts.push(tagged(CREATED, entryBytes(after)));
  } else if (before.entry !== after.entry) {
    parts.push(tagged(STATE, entryBytes(before)), tagged(UPDATED, entryBytes(after)));
  }
  encodeTtlChange(change, parts);
}

function encodeTtlChange({ before, after, key }: EntryChange, parts: Uint8Array[]): void {
  const old = before?.liveUntil;
  const now = after?.liveUntil;
  if (old === now) return;
  const hash = keyHash(key);
  if (old !== undefined) parts.push(tagged(STATE, ttlEntry(hash, old, before!.lastModified)));
  if (now === undefined) parts.push(tagged(REMOVED, ttlKey(hash)));
  else parts.push(tagged(old === undefined ? CREATED : UPDATED, ttlEntry(hash, now, after!.lastModified)));
}

function encodeRestored({ before, after, key }: EntryChange, parts: Uint8Array[]): void {
  if (before === undefined || after === undefined) return;
  const { lastModified } = after;
  parts.push(tagged(RESTORED, entryBytes({ ...before, lastModified })));
  parts.push(tagged(RESTORED, ttlEntry(keyHash(key), after.liveUntil!, lastModified)));
  if (before.entry !== after.entry) parts.push(tagged(UPDATED, entryBytes(after)));
}

function tagged(type: number, content: Uint8Array): Uint8Array {
  return writer.encode(() => {
    writer.u32(type);
    writer.fixed(content);
  });
}

function ttlEntry(hash: Uint8Array, liveUntil: number, lastModified: number): Uint8Array {
  return writer.encode(() => {
    writer.u32(lastModified);
    writer.u32(TTL_ENTRY);
    writer.fixed(hash);
    writer.u32(liveUntil);
    writer.u32(0);
  });
}

function ttlKey(hash: Uint8Array): Uint8Array {
  return writer.encode(() => {
    writer.u32(TTL_ENTRY);
    writer.fixed(hash);
  });
}
