import { open, rename } from 'node:fs/promises';
import type { StoredEntry } from '../host/boundary.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import type { EntryMap, LedgerState } from '../ledger/chain.ts';
import { readHeader } from '../ledger/header.ts';
import { type DormantEntry, decodeState, encodeState } from '../ledger/state-changes.ts';
import { XdrReader } from '../xdr-reader.ts';
import { encodeFrame, scanFrames } from './frames.ts';

/*
 * The whole state after one ledger: a head frame, frames of entries, an end frame with their number. A file without a
 * sound end frame was not finished and counts for nothing.
 */
const SNAPSHOT_MAGIC = Buffer.from('ISTSI STATE   1\n');
const HEAD = 4;
const ENTRIES = 5;
const END = 6;

/** Entries encoded between two turns of the event loop, so that requests are answered while a snapshot is written. */
const CHUNK_ENTRIES = 500;

export type Snapshot = LedgerState & { readonly header: Buffer; readonly clockOffset: number };

const writer = new XdrWriter();

export async function writeSnapshot(
  path: string,
  header: Uint8Array,
  state: LedgerState,
  clockOffset: number,
): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    await file.write(SNAPSHOT_MAGIC);
    const head = writer.encode(() => {
      writer.u32(HEAD);
      writer.u64(BigInt(clockOffset));
      writer.variable(header);
    });
    await file.write(encodeFrame(head));
    for (const chunk of chunks(state.entries)) {
      const entries = encodeState(chunk);
      const record = writer.encode(() => {
        writer.u32(ENTRIES);
        writer.variable(entries);
      });
      await file.write(encodeFrame(record));
    }
    const end = writer.encode(() => {
      writer.u32(END);
      writer.u32(state.entries.size);
    });
    await file.write(encodeFrame(end));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

type Entry = [string, StoredEntry | DormantEntry];

function* chunks(entries: EntryMap): Generator<Entry[]> {
  let chunk: Entry[] = [];
  for (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < CHUNK_ENTRIES) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Undefined when the file is incomplete or damaged. */
export function readSnapshot(file: Buffer): Snapshot | undefined {
  if (!file.subarray(0, SNAPSHOT_MAGIC.length).equals(SNAPSHOT_MAGIC)) return undefined;
  const { payloads, torn } = scanFrames(file, SNAPSHOT_MAGIC.length);
  const first = payloads[0];
  if (torn || first === undefined) return undefined;
  const head = new XdrReader(first);
  if (head.u32() !== HEAD) return undefined;
  const clockOffset = Number(BigInt.asIntN(64, head.u64()));
  const header = head.opaque();
  const entries: EntryMap = new Map();
  for (const payload of payloads.slice(1, -1)) {
    const reader = new XdrReader(payload);
    if (reader.u32() !== ENTRIES) return undefined;
    for (const { text, after } of decodeState(reader.opaque())) if (after !== undefined) entries.set(text, after);
  }
  const end = new XdrReader(payloads[payloads.length - 1]!);
  if (end.u32() !== END || end.u32() !== entries.size) return undefined;
  return { header, clockOffset, head: readHeader(header), entries };
}
