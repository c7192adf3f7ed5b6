import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';
import type { InvokeInput, InvokeResult, StoredEntry } from '../../src/host/boundary.ts';
import { accountIdFromXdr } from '../../src/host/codec/address.ts';
import { entryFromXdr } from '../../src/host/codec/ledger-entry.ts';
import { ledgerKeyFromXdr, ledgerKeyString } from '../../src/host/codec/ledger-key.ts';
import { encodeVal } from '../../src/host/codec/value.ts';
import { invokeHostFunction } from '../../src/host/invoke.ts';
import { encodeChanges } from '../../src/ledger/entry-changes.ts';
import { eventBytes } from '../../src/transactions/event-bytes.ts';
import { Node, type Programs } from './compare.ts';
import type { Captured, Invocation } from './wire.ts';

/** Microseconds of a processor that an invocation takes, here and in the network's host. */
export type Speed = { readonly name: string; readonly here: number; readonly network: number };

/** Each is measured so many times, in turn with the other, and the third best counts: a machine is never quiet. */
const TURNS = 11;
const COUNTED = 2;
const ROUNDS = 200;
/** Until the engine has compiled what it will. */
const WARM_UP = 3_000;

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');

/**
 * How long the last captured call of each name takes that executes and succeeds: from encoded function, authorizations
 * and footprint to encoded result, events and changes. Both keep modules compiled and entries as their ledgers do.
 */
export async function compareSpeed(directory: string, programs: Programs, names: readonly string[]): Promise<Speed[]> {
  const data = new Map<string, string>();
  const found = new Map<string, Invocation>();
  for (const file of readdirSync(directory)) {
    for (const text of readFileSync(join(directory, file), 'utf8').split('\n').filter(Boolean)) {
      const line = JSON.parse(text) as Captured;
      if ('line' in line) data.set(createHash('sha256').update(bytesOf(line.data)).digest('hex'), line.data);
      else if (line.invocation.resources !== null && line.invocation.auth !== null && line.outcome.error === null) {
        found.set(calledBy(line.invocation), { ...line.invocation, diagnostics: false });
      }
    }
  }
  const speeds: Speed[] = [];
  for (const name of names) {
    const invocation = found.get(name);
    if (invocation === undefined) throw new Error(`no call of ${name} was captured that executes and succeeds`);
    speeds.push({ name, ...(await measure(invocation, data, programs)) });
  }
  return speeds;
}

function calledBy(invocation: Invocation): string {
  const f = xdr.HostFunction.fromXdr(bytesOf(invocation.function));
  return f.type === 'hostFunctionTypeInvokeContract' ? String(f.invokeContract.functionName) : f.type;
}

async function measure(invocation: Invocation, data: ReadonlyMap<string, string>, programs: Programs) {
  const { protocol } = invocation.ledger;
  const node = new Node(programs(protocol, false), protocol);
  try {
    const run = prepare(invocation, data);
    for (let round = 0; round < WARM_UP; round++) run();
    const here: number[] = [];
    const network: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      here.push(microsOf(run));
      network.push(await node.measure(invocation, data, ROUNDS));
    }
    return { here: counted(here), network: counted(network) };
  } finally {
    node.stop();
  }
}

const counted = (turns: readonly number[]): number => turns.toSorted((a, b) => a - b)[COUNTED]!;

/** Of the whole process: what compiles and what collects garbage counts too. */
function microsOf(run: () => void): number {
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ROUNDS;
}

function prepare(invocation: Invocation, data: ReadonlyMap<string, string>): () => void {
  const reader = new Map<string, StoredEntry>();
  for (const { key, data: hash, lastModified, liveUntil } of invocation.entries) {
    if (hash === null) continue;
    const entry = entryFromXdr(xdr.LedgerEntryData.fromXdr(bytesOf(data.get(hash)!)));
    const text = ledgerKeyString(ledgerKeyFromXdr(xdr.LedgerKey.fromXdr(bytesOf(key))));
    reader.set(text, { entry, lastModified, ...(liveUntil === null ? {} : { liveUntil }) });
  }
  const known = {
    reader,
    ledger: ledgerOf(invocation.ledger),
    source: accountIdFromXdr(xdr.AccountId.fromXdr(bytesOf(invocation.source))),
    prngSeed: bytesOf(invocation.seed),
    limits: { instructions: invocation.instructions, memoryBytes: invocation.memory },
  };
  const functionBytes = bytesOf(invocation.function);
  const authBytes = invocation.auth!.map(bytesOf);
  const resourceBytes = bytesOf(invocation.resources!);
  return () => {
    const { footprint } = xdr.SorobanResources.fromXdr(resourceBytes);
    const result = invokeHostFunction({
      ...known,
      function: xdr.HostFunction.fromXdr(functionBytes),
      auth: authBytes.map((bytes) => xdr.SorobanAuthorizationEntry.fromXdr(bytes)),
      footprint: {
        readOnly: footprint.readOnly.map(ledgerKeyFromXdr),
        readWrite: footprint.readWrite.map(ledgerKeyFromXdr),
      },
    });
    encode(result);
  };
}

function ledgerOf(ledger: Invocation['ledger']): InvokeInput['ledger'] {
  const number = (name: string) => Number(ledger[name]);
  return {
    protocolVersion: ledger.protocol,
    sequence: number('sequence'),
    timestamp: BigInt(number('timestamp')),
    networkId: bytesOf(String(ledger.networkId)),
    baseReserve: number('baseReserve'),
    minTemporaryTtl: number('minTemporaryTtl'),
    minPersistentTtl: number('minPersistentTtl'),
    maxTtl: number('maxTtl'),
  };
}

function encode(result: InvokeResult): void {
  if (!result.ok) throw result.error;
  encodeVal(result.value);
  for (const event of result.events) eventBytes(event);
  encodeChanges(result.changes.values());
}
