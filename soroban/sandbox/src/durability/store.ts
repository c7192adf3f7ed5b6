import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { Chain } from '../ledger/chain.ts';
import type { NextLedger } from '../ledger/close-ledger.ts';
import type { Journal } from '../ledger/submission.ts';
import { lockDirectory } from './directory-lock.ts';
import { encodeLedger, encodePending } from './ledger-record.ts';
import { LogWriter } from './log.ts';
import { makeDirectory } from './make-directory.ts';
import { listFiles, logName, type Recovered, recover, snapshotName } from './recovery.ts';
import { writeSnapshot } from './snapshot.ts';

/** Version of the files in a data directory; key texts of entries are part of it. */
const FORMAT = 1;
const NETWORK_FILE = 'network.json';

export type StoreOptions = {
  /** When the log has this many bytes, the state is written to a snapshot and a new log begun. */
  readonly snapshotBytes: number;
};

/** A data directory in use by this process. */
export class Store implements Journal {
  readonly recovered: Recovered;
  private readonly dataDir: string;
  private readonly chain: Chain;
  private readonly options: StoreOptions;
  private readonly unlock: () => void;
  private log: LogWriter;
  private snapshot: Promise<void> | undefined;

  private constructor(
    dataDir: string,
    chain: Chain,
    options: StoreOptions,
    unlock: () => void,
    recovered: Recovered,
    log: LogWriter,
  ) {
    this.dataDir = dataDir;
    this.chain = chain;
    this.options = options;
    this.unlock = unlock;
    this.recovered = recovered;
    this.log = log;
  }

  /** Takes a directory and brings `chain` to its last durable ledger. */
  static async open(dataDir: string, chain: Chain, options: StoreOptions): Promise<Store> {
    makeDirectory(dataDir);
    const unlock = lockDirectory(dataDir);
    try {
      checkNetwork(dataDir, chain.passphrase);
      const recovered = recover(dataDir, chain);
      const log = await openLog(dataDir, recovered, chain.head.sequence + 1);
      await syncDirectory(dataDir);
      return new Store(dataDir, chain, options, unlock, recovered, log);
    } catch (cause) {
      unlock();
      throw cause;
    }
  }

  async appendLedger(next: NextLedger, clockOffset: number): Promise<void> {
    if (this.log.bytes >= this.options.snapshotBytes && this.snapshot === undefined) {
      await this.rotate(next.closed.sequence, clockOffset);
    }
    await this.log.append(encodeLedger(next.closed, next.stateChanges, clockOffset));
  }

  async appendPending(envelope: Buffer): Promise<void> {
    await this.log.append(encodePending(envelope));
  }

  async close(): Promise<void> {
    await this.snapshot?.catch(() => undefined);
    await this.log.close();
    this.unlock();
  }

  /** Begins a log with ledger `first`. Everything before is in `chain`, which the snapshot is taken of meanwhile. */
  private async rotate(first: number, clockOffset: number): Promise<void> {
    this.chain.dropExpired();
    const state = this.chain.copyState();
    const { header } = this.chain.history.latest;
    const full = this.log;
    this.log = await LogWriter.open(join(this.dataDir, logName(first)), 0);
    await full.close();
    await syncDirectory(this.dataDir);
    this.snapshot = writeSnapshot(join(this.dataDir, snapshotName(state.head.sequence)), header, state, clockOffset)
      .then(() => this.dropObsolete(state.head.sequence))
      // Without the snapshot the logs simply stay longer; the next log that fills up tries again.
      .catch(() => undefined)
      .finally(() => {
        this.snapshot = undefined;
      });
  }

  /** Removes what neither the state nor the history needs once the snapshot of `ledger` is there. */
  private async dropObsolete(ledger: number): Promise<void> {
    await syncDirectory(this.dataDir);
    for (const { path, ledger: old } of listFiles(this.dataDir, 'snapshot')) if (old < ledger) rmSync(path);
    const logs = listFiles(this.dataDir, 'log');
    const needed = Math.min(this.chain.history.oldest.sequence, ledger);
    for (const [index, { path }] of logs.entries()) {
      const following = logs[index + 1];
      if (following !== undefined && following.ledger <= needed) rmSync(path);
    }
  }
}

function checkNetwork(dataDir: string, passphrase: string): void {
  const path = join(dataDir, NETWORK_FILE);
  const known = readNetwork(path);
  if (known === undefined) {
    // Which network these ledgers are of is written nowhere else.
    if (listFiles(dataDir, 'log').length > 0) throw networkUnknown(path, 'is missing, though ledgers are there');
    writeFileSync(`${path}.new`, `${JSON.stringify({ format: FORMAT, passphrase })}\n`, { flush: true });
    renameSync(`${path}.new`, path);
    return;
  }
  if (known.format !== FORMAT) {
    throw new SandboxError(
      'sandbox/other-format',
      { dataDir, found: known.format, supported: FORMAT },
      `${dataDir} has format ${known.format}, this version reads format ${FORMAT}. Use another directory.`,
    );
  }
  if (known.passphrase !== passphrase) {
    throw new SandboxError(
      'sandbox/other-network',
      { dataDir, found: known.passphrase, wanted: passphrase },
      `${dataDir} belongs to the network "${known.passphrase}", not to "${passphrase}". Use another directory.`,
    );
  }
}

function readNetwork(path: string): { format: number; passphrase: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { format: number; passphrase: string };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw networkUnknown(path, 'cannot be read', cause);
  }
}

function networkUnknown(file: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError(
    'sandbox/network-unknown',
    { file, reason },
    `${file} ${reason}. Restore the directory from a copy.`,
    cause,
  );
}

async function openLog(dataDir: string, { log }: Recovered, nextLedger: number): Promise<LogWriter> {
  if (log === undefined) return await LogWriter.open(join(dataDir, logName(nextLedger)), 0);
  if (log.length > 0) return await LogWriter.open(log.path, log.length);
  rmSync(log.path);
  return await LogWriter.open(log.path, 0);
}

/** Makes created, renamed and removed files of a directory durable. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
