import { xdr } from '@stellar/stellar-sdk';
import type { EntryChange, StoredEntry } from '../host/boundary.ts';
import { entryFromXdr } from '../host/codec/ledger-entry.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { XdrReader } from '../xdr-reader.ts';
import { entryBytes } from './entry-bytes.ts';

/*
 * How the log and snapshots store state: for each key text, the entry as it is afterwards, or that it was removed.
 * Recovery copies them into the state; nothing is executed again, so what a transaction did once it did for good.
 */

/** An entry as it was stored, decoded when it is first needed: a restart need not decode what nobody asks for. */
export type DormantEntry = {
  readonly dormant: Buffer;
  readonly liveUntil: number;
};

export type StateChange = { readonly text: string; readonly after: DormantEntry | undefined };

const REMOVED = 0;
const PRESENT = 1;
/** No ledger entry with a lifetime ends it at ledger 0. */
const NO_TTL = 0;

const writer = new XdrWriter();

/** Encodes final states by key text; `undefined` means removed. */
export function encodeState(
  entries: Iterable<readonly [text: string, after: StoredEntry | DormantEntry | undefined]>,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [text, after] of entries) parts.push(encodeOne(text, after));
  return writer.encode(() => {
    writer.u32(parts.length);
    for (const part of parts) writer.fixed(part);
  });
}

export function* finalStates(
  changes: ReadonlyMap<string, EntryChange>,
): Generator<readonly [string, StoredEntry | undefined]> {
  for (const [text, { after }] of changes) yield [text, after];
}

function encodeOne(text: string, after: StoredEntry | DormantEntry | undefined): Uint8Array {
  const content = after === undefined ? undefined : 'dormant' in after ? after.dormant : entryBytes(after);
  return writer.encode(() => {
    writer.variable(Buffer.from(text));
    writer.u32(content === undefined ? REMOVED : PRESENT);
    if (content !== undefined) {
      writer.u32(after!.liveUntil ?? NO_TTL);
      writer.variable(content);
    }
  });
}

export function decodeState(bytes: Buffer): StateChange[] {
  const reader = new XdrReader(bytes);
  return reader.list(() => {
    const text = reader.opaque().toString();
    if (reader.u32() === REMOVED) return { text, after: undefined };
    const liveUntil = reader.u32();
    return { text, after: { dormant: reader.opaque(), liveUntil } };
  });
}

export function wake({ dormant, liveUntil }: DormantEntry): StoredEntry {
  const { lastModifiedLedgerSeq, data } = xdr.LedgerEntry.fromXdr(dormant);
  const stored = { entry: entryFromXdr(data), lastModified: lastModifiedLedgerSeq };
  return liveUntil === NO_TTL ? stored : { ...stored, liveUntil };
}
