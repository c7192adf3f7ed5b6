import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '../encoding/hash.ts';
import { makeDirectory } from './make-directory.ts';
import { StorageError } from './storage-error.ts';

/** One entry of the log: a small number that says what it is, and its bytes. */
export type JournalRecord = { kind: number; payload: Buffer };

export type Journal = {
  /** Adds a record to the next `sync`. */
  append(record: JournalRecord): void;
  /** Returns once everything appended is on the disk. */
  sync(): void;
  /** Resolves when a write failed: nothing is acknowledged any more until the node is started again. */
  failed: Promise<Error>;
  close(): void;
};

const MAGIC = Buffer.from('istsi-regtest 2\n');
const CHECKSUM_BYTES = 8;
/** Length of the payload (u32), kind (u8), and a checksum of these two (3 bytes). */
const HEAD_BYTES = 8;
const HEAD_CHECKED_BYTES = 5;

function encodeRecord({ kind, payload }: JournalRecord): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(payload.length, 0);
  head[4] = kind;
  sha256(head.subarray(0, HEAD_CHECKED_BYTES)).copy(head, HEAD_CHECKED_BYTES, 0, HEAD_BYTES - HEAD_CHECKED_BYTES);
  const body = Buffer.concat([head, payload]);
  return Buffer.concat([body, sha256(body).subarray(0, CHECKSUM_BYTES)]);
}

/** Opens or creates an append-only log, returning what it holds. A record torn by a crash at the end is cut off. */
export function openJournal(path: string): { records: JournalRecord[]; journal: Journal } {
  makeDirectory(dirname(path));
  const file = openSync(path, 'a+', 0o600);
  const data = readFileSync(path);
  if (data.length < MAGIC.length) {
    if (!MAGIC.subarray(0, data.length).equals(data)) throw notAJournal(path);
    ftruncateSync(file, 0);
    writeSync(file, MAGIC);
    fdatasyncSync(file);
    syncDirectory(dirname(path));
    return { records: [], journal: createJournal(file) };
  }
  if (!data.subarray(0, MAGIC.length).equals(MAGIC)) throw notAJournal(path);
  const { records, end } = decodeRecords(data, path);
  if (end < fstatSync(file).size) {
    ftruncateSync(file, end);
    fdatasyncSync(file);
  }
  return { records, journal: createJournal(file) };
}

const notAJournal = (path: string): StorageError =>
  new StorageError(
    'regtest/not-a-journal',
    { path },
    `${path} is not a journal of this node; choose another data directory`,
  );

/** A crash cuts a write short: what remains is a prefix. Anything else at odds with a checksum is damage to acknowledged data. */
function decodeRecords(data: Buffer, path: string): { records: JournalRecord[]; end: number } {
  const records: JournalRecord[] = [];
  let offset = MAGIC.length;
  while (offset + HEAD_BYTES <= data.length) {
    const head = data.subarray(offset, offset + HEAD_BYTES);
    if (!headHolds(head)) {
      // Some file systems grow a file before its data arrive.
      if (data.subarray(offset).every((byte) => byte === 0)) break;
      throw corrupted(path, offset);
    }
    const bodyEnd = offset + HEAD_BYTES + head.readUInt32LE(0);
    const end = bodyEnd + CHECKSUM_BYTES;
    if (end > data.length) break;
    const holds = sha256(data.subarray(offset, bodyEnd))
      .subarray(0, CHECKSUM_BYTES)
      .equals(data.subarray(bodyEnd, end));
    if (!holds && end === data.length) break;
    if (!holds) throw corrupted(path, offset);
    records.push({ kind: head[4]!, payload: data.subarray(offset + HEAD_BYTES, bodyEnd) });
    offset = end;
  }
  return { records, end: offset };
}

const headHolds = (head: Buffer): boolean =>
  sha256(head.subarray(0, HEAD_CHECKED_BYTES))
    .subarray(0, HEAD_BYTES - HEAD_CHECKED_BYTES)
    .equals(head.subarray(HEAD_CHECKED_BYTES));

const corrupted = (path: string, offset: number): StorageError =>
  new StorageError(
    'regtest/journal-corrupted',
    { path, offset },
    `${path} is damaged at byte ${offset}, in the middle of acknowledged data; restore a copy or start with an empty directory`,
  );

function createJournal(file: number): Journal {
  let pending: Buffer[] = [];
  let failure: unknown;
  let tellFailed: (error: Error) => void;
  const failed = new Promise<Error>((resolve) => {
    tellFailed = resolve;
  });
  return {
    failed,
    append: (record) => void pending.push(encodeRecord(record)),
    sync: () => {
      // After a failed write the file may end in half a record and memory is ahead of it: nothing may be acknowledged any more.
      if (failure) throw diskFailed(failure);
      if (pending.length === 0) return;
      const data = Buffer.concat(pending);
      pending = [];
      try {
        for (let written = 0; written < data.length; ) written += writeSync(file, data, written);
        fdatasyncSync(file);
      } catch (error) {
        failure = error;
        tellFailed(diskFailed(error));
        throw diskFailed(error);
      }
    },
    close: () => closeSync(file),
  };
}

const diskFailed = (cause: unknown): StorageError =>
  new StorageError(
    'regtest/disk-failed',
    { cause: String(cause) },
    `the journal could not be written (${cause}); free the disk and start the node again`,
  );

/** A new file survives a power cut only when its directory has been synced too. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fdatasyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** A journal for nodes without a data directory. */
export const volatileJournal = (): Journal => ({
  append: () => {},
  sync: () => {},
  failed: new Promise(() => {}),
  close: () => {},
});
