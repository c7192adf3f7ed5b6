import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { Chain } from '../ledger/chain.ts';
import { readHeader } from '../ledger/header.ts';
import { decodeState } from '../ledger/state-changes.ts';
import { XdrReader } from '../xdr-reader.ts';
import { type FrameScan, scanFrames } from './frames.ts';
import { decodeRecord, type LedgerRecord, type LogRecord } from './ledger-record.ts';
import { GROUP, LOG_MAGIC } from './log.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

export type Recovered = {
  readonly clockOffset: number;
  /** Envelopes that were accepted and are in no ledger. */
  readonly pending: readonly Buffer[];
  /** The log to go on with, and where its sound part ends. Undefined: there is none. */
  readonly log: { readonly path: string; readonly length: number } | undefined;
};

const LOG_NAME = /^ledgers-(\d{10})\.log$/;
const SNAPSHOT_NAME = /^state-(\d{10})\.bin$/;

export const logName = (firstLedger: number) => `ledgers-${firstLedger.toString().padStart(10, '0')}.log`;
export const snapshotName = (ledger: number) => `state-${ledger.toString().padStart(10, '0')}.bin`;

/** Logs or snapshots of a directory by ledger number, ascending. */
export function listFiles(dataDir: string, kind: 'log' | 'snapshot'): { path: string; ledger: number }[] {
  const pattern = kind === 'log' ? LOG_NAME : SNAPSHOT_NAME;
  return readdirSync(dataDir)
    .map((name) => ({ path: join(dataDir, name), ledger: Number(pattern.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ ledger }) => !Number.isNaN(ledger))
    .sort((a, b) => a.ledger - b.ledger);
}

/**
 * Brings a chain to where the directory's last durable record left it: the newest sound snapshot, then the logs. Only
 * the last log may end in a torn record, which nobody was told of. Other damage is refused rather than guessed around.
 */
export function recover(dataDir: string, chain: Chain): Recovered {
  const snapshot = newestSnapshot(dataDir);
  if (snapshot !== undefined) chain.setState(snapshot);
  let clockOffset = snapshot?.clockOffset ?? 0;
  const pending = new Set<Buffer>();
  const logs = listFiles(dataDir, 'log');
  let last: Recovered['log'];
  for (const [index, { path }] of logs.entries()) {
    const scan = scanLog(path, index === logs.length - 1);
    last = { path, length: scan.end };
    for (const record of records(scan, path)) {
      if (record.type === 'pending') pending.add(record.envelope);
      else if (record.closed.sequence <= (snapshot?.head.sequence ?? 0)) chain.history.add(record.closed);
      else {
        replay(chain, record, path);
        clockOffset = record.clockOffset;
      }
    }
  }
  return { clockOffset, pending: [...pending], log: last };
}

function newestSnapshot(dataDir: string): Snapshot | undefined {
  for (const { path } of listFiles(dataDir, 'snapshot').reverse()) {
    const snapshot = readSnapshot(readFileSync(path));
    if (snapshot !== undefined) return snapshot;
  }
  return undefined;
}

function scanLog(path: string, isLast: boolean): FrameScan {
  const file = readFileSync(path);
  // A crash can leave the newest log without even its magic.
  if (isLast && file.length < LOG_MAGIC.length) {
    return { payloads: [], end: 0, torn: file.length > 0, soundAfterDamage: undefined };
  }
  if (!file.subarray(0, LOG_MAGIC.length).equals(LOG_MAGIC)) {
    throw corrupted(path, 0, 'it does not start as a ledger log');
  }
  const scan = scanFrames(file, LOG_MAGIC.length);
  if (scan.soundAfterDamage !== undefined) {
    throw corrupted(path, scan.end, `a damaged record is followed by a sound one at byte ${scan.soundAfterDamage}`);
  }
  if (scan.torn && !isLast) throw corrupted(path, scan.end, 'a log that was completed ends in a damaged record');
  return scan;
}

function* records({ payloads }: FrameScan, path: string): Generator<LogRecord> {
  for (const payload of payloads) {
    try {
      if (payload.readUInt32BE(0) !== GROUP) {
        yield decodeRecord(payload);
        continue;
      }
      const group = new XdrReader(payload.subarray(4));
      yield* group.opaques().map(decodeRecord);
    } catch (cause) {
      if (cause instanceof SandboxError) throw cause;
      throw corrupted(path, payload.byteOffset, 'a record with a sound checksum cannot be read', cause);
    }
  }
}

function replay(chain: Chain, { closed, stateChanges }: LedgerRecord, file: string): void {
  const { previousHash, ...head } = readHeader(Buffer.from(closed.header));
  if (!previousHash.equals(chain.head.hash)) {
    throw new SandboxError(
      'sandbox/log-gap',
      { expected: chain.head.sequence + 1, found: closed.sequence, file },
      `ledger ${closed.sequence} in ${file} does not follow ledger ${chain.head.sequence}: a log or snapshot is missing.`,
    );
  }
  chain.replay(head, closed, decodeState(stateChanges));
}

function corrupted(file: string, offset: number, reason: string, cause?: unknown): SandboxError {
  return new SandboxError(
    'sandbox/log-corrupted',
    { file, offset, reason },
    `${file} is damaged at byte ${offset}: ${reason}. Restore the directory from a copy.`,
    cause,
  );
}
