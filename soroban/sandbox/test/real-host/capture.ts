import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
import type {
  Footprint,
  InvokeInput,
  InvokeResult,
  LedgerKey,
  LedgerReader,
  StoredEntry,
} from '../../src/host/boundary.ts';
import { accountIdToXdr } from '../../src/host/codec/address.ts';
import { isPersistentKey, ledgerKeyOf, ledgerKeyString, ledgerKeyToXdr } from '../../src/host/codec/ledger-key.ts';
import { encodeVal } from '../../src/host/codec/value.ts';
import { NETWORK_LIMITS } from '../../src/host/costs/budget.ts';
import { invokeHostFunction as invoke } from '../../src/host/invoke.ts';
import { dataBytes, keyBytes } from '../../src/ledger/entry-bytes.ts';
import { SETTINGS } from '../../src/network-settings.ts';
import { archivedIndexes, recordedWriteBytes } from '../../src/simulation/resources.ts';
import { diagnosticEventBytes, eventBytes } from '../../src/transactions/event-bytes.ts';
import { rentFee } from '../../src/transactions/fees.ts';
import { diskReadBytes } from '../../src/transactions/operations/invoke-host-function.ts';
import { rentChanges } from '../../src/transactions/rent.ts';
import type { Captured, Entry, Invocation, Outcome } from './wire.ts';

/**
 * Stands for `src/host/invoke.ts` in tests that run with `vitest.real-host.config.ts`: does what that does, and writes
 * what went in and what came out to a file of the process in `ISTSI_REAL_HOST_DIRECTORY`.
 */
export function invokeHostFunction(input: InvokeInput): InvokeResult {
  // What only tests ask for, no network does.
  const { rehearsal, debugBuilds } = input;
  if (rehearsal?.granted !== undefined || rehearsal?.covered !== undefined) return invoke(input);
  if (debugBuilds !== undefined && debugBuilds.size > 0) return invoke(input);
  const read = new Map<string, StoredEntry>();
  const get = (key: string): StoredEntry | undefined => {
    const stored = input.reader.get(key);
    if (stored !== undefined) read.set(key, stored);
    return stored;
  };
  const isRecording = input.footprint === 'record';
  const before = isRecording ? undefined : named(input.footprint as Footprint, input);
  const result = invoke(isRecording ? { ...input, reader: { get } } : input);
  const entries = before ?? [...read.values()].map((stored) => ({ key: ledgerKeyOf(stored.entry), stored }));
  // Transactions with archived entries are stopped, or the entries restored, before the host.
  if (isRecording || !entries.some(({ stored }) => stored !== undefined && isExpired(stored, input))) {
    write({
      test: `${expect.getState().testPath ?? ''} > ${expect.getState().currentTestName ?? ''}`,
      invocation: invocationOf(input, entries),
      outcome: outcomeOf(input, result, entries),
    });
  }
  return result;
}

type Before = { readonly key: LedgerKey; readonly stored: StoredEntry | undefined };

const isExpired = ({ liveUntil }: StoredEntry, { ledger }: InvokeInput) =>
  liveUntil !== undefined && liveUntil < ledger.sequence;

function named({ readOnly, readWrite }: Footprint, input: InvokeInput): Before[] {
  return [...readOnly, ...readWrite].map((key) => {
    const stored = input.reader.get(ledgerKeyString(key));
    // A node hands the host no temporary entry that is expired.
    const isGone = stored !== undefined && !isPersistentKey(key) && isExpired(stored, input);
    return { key, stored: isGone ? undefined : stored };
  });
}

const file = join(process.env.ISTSI_REAL_HOST_DIRECTORY ?? '', `${process.pid}.jsonl`);
const written = new Set<string>();

const write = (line: Captured) => appendFileSync(file, `${JSON.stringify(line)}\n`);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const xdrOf = (value: { toXdr(): Uint8Array }) => base64(value.toXdr());

/** The hash of an entry's data, which is written when it is met first. */
function dataOf({ entry }: StoredEntry): string {
  const data = dataBytes(entry);
  const hash = createHash('sha256').update(data).digest('hex');
  if (!written.has(hash)) write({ line: 'data', data: base64(data) });
  written.add(hash);
  return hash;
}

const entryOf = ({ key, stored }: Before): Entry => ({
  key: base64(keyBytes(key)),
  data: stored === undefined ? null : dataOf(stored),
  lastModified: stored?.lastModified ?? 0,
  liveUntil: stored?.liveUntil ?? null,
});

const footprintToXdr = ({ readOnly, readWrite }: Footprint): xdr.LedgerFootprint =>
  new xdr.LedgerFootprint({ readOnly: readOnly.map(ledgerKeyToXdr), readWrite: readWrite.map(ledgerKeyToXdr) });

const NOTHING = { instructions: 0, diskReadBytes: 0, writeBytes: 0 };

/** `SorobanResources`; the host looks at its footprint alone. */
const resourcesOf = (footprint: Footprint, used = NOTHING) =>
  new xdr.SorobanResources({ footprint: footprintToXdr(footprint), ...used });

function invocationOf(input: InvokeInput, entries: readonly Before[]): Invocation {
  const { ledger, auth, footprint } = input;
  const { instructions, memoryBytes } = input.limits ?? NETWORK_LIMITS;
  const record = 'record' in auth ? auth.record : undefined;
  return {
    line: 'invocation',
    diagnostics: input.diagnostics ?? false,
    ledger: {
      protocol: ledger.protocolVersion,
      sequence: ledger.sequence,
      timestamp: Number(ledger.timestamp),
      networkId: base64(ledger.networkId),
      baseReserve: ledger.baseReserve,
      minTemporaryTtl: ledger.minTemporaryTtl,
      minPersistentTtl: ledger.minPersistentTtl,
      maxTtl: ledger.maxTtl,
    },
    rent: {
      perWrite1kb: SETTINGS.feePerWrite1kb,
      perRent1kb: SETTINGS.feePerRent1kb,
      perWriteEntry: SETTINGS.feePerWriteEntry,
      persistentDenominator: SETTINGS.persistentRentDenominator,
      temporaryDenominator: SETTINGS.temporaryRentDenominator,
    },
    instructions,
    memory: memoryBytes,
    function: xdrOf(input.function),
    source: xdrOf(accountIdToXdr(input.source)),
    seed: base64(input.prngSeed),
    auth: 'record' in auth ? null : auth.map(xdrOf),
    rootOnly: record?.rootOnly ?? false,
    upgradedCredentials: record?.upgradedCredentials ?? false,
    resources: footprint === 'record' ? null : xdrOf(resourcesOf(footprint)),
    entries: entries.map(entryOf),
  };
}

function outcomeOf(
  { ledger, footprint, reader }: InvokeInput,
  result: InvokeResult,
  entries: readonly Before[],
): Outcome {
  const { changes } = result;
  const before = new Map(entries.map(({ key, stored }) => [ledgerKeyString(key), stored]));
  const left = (key: LedgerKey): StoredEntry | undefined => {
    const change = changes.get(ledgerKeyString(key));
    return change === undefined ? before.get(ledgerKeyString(key)) : change.after;
  };
  const keys = result.ok ? [...result.footprint.readOnly, ...result.footprint.readWrite] : [];
  const rented = rentChanges(changes.values(), ledger, new Set(result.restored));
  return {
    value: result.ok ? base64(encodeVal(result.value)) : null,
    error: result.ok ? null : result.error.short,
    events: result.events.map((event) => base64(eventBytes(event))),
    diagnostics: result.diagnosticEvents.map((event) => base64(diagnosticEventBytes(event))),
    entries: keys.map((key) => {
      const { data, liveUntil, key: bytes } = entryOf({ key, stored: left(key) });
      return { key: bytes, data, liveUntil };
    }),
    instructions: result.resources.instructions,
    memory: result.resources.memoryBytes,
    rent: result.ok ? rentFee(rented, ledger.sequence) : 0,
    auth: footprint === 'record' && result.ok ? result.auth.map(xdrOf) : [],
    resources: footprint === 'record' && result.ok ? xdrOf(recordedResources(result, reader)) : null,
    restored: footprint === 'record' && result.ok ? archivedIndexes(result.footprint, new Set(result.restored)) : [],
  };
}

const recordedResources = (result: InvokeResult, reader: LedgerReader) =>
  resourcesOf(result.footprint, {
    instructions: result.resources.instructions,
    diskReadBytes: diskReadBytes(result.footprint, new Set(result.restored), reader),
    writeBytes: recordedWriteBytes(result, reader),
  });
