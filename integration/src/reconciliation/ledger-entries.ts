import { setTimeout as sleep } from 'node:timers/promises';
import { callRpc, type Network, readLedgers } from '@istsi/soroban-client';
import { Address, scValToNative, xdr } from '@stellar/stellar-sdk';

/** A ledger by its name: number and hash. */
export interface LedgerRef {
  sequence: number;
  hash: string;
}

/** What the entries of contracts were at one ledger, or why that cannot be said. */
export type Stored<T> = { ok: true; values: T } | { ok: false; code: 'moved' | 'behind'; reason: string };

/** The network's limit of a question. */
const KEYS_AT_ONCE = 200;
const QUESTIONS_AT_ONCE = 8;
const POLL_MS = 200;

/** The newest ledger that the RPC has. Its header is not decoded: a newer protocol's may not be readable. */
export async function newestLedger(network: Network): Promise<LedgerRef> {
  const { sequence, id } = await callRpc(network, 'getLatestLedger', (server) => server._getLatestLedger());
  return { sequence, hash: id };
}

/** The key of an entry, in base64 XDR. */
export type EntryKey = string;

/** The key of what a contract keeps under a case of its key type. */
export const dataKey = (contractId: string, name: string, ...of: xdr.ScVal[]): EntryKey =>
  storageKey(contractId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(name), ...of]));

export const instanceKey = (contractId: string): EntryKey =>
  storageKey(contractId, xdr.ScVal.scvLedgerKeyContractInstance());

const storageKey = (contractId: string, key: xdr.ScVal): EntryKey =>
  xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(contractId).toScAddress(),
      key,
      durability: xdr.ContractDataDurability.persistent,
    }),
  ).toXdr('base64');

/** A durability is what a key ends with; before it stands what the key is of. */
const DURABILITY_BYTES = 4;

/**
 * Makes keys that differ in their last bytes alone, such as those of all balances: one is encoded, and the others are its
 * bytes with others at their end.
 */
export function keysLike(model: EntryKey, ending: Uint8Array): (ending: Uint8Array) => EntryKey {
  const bytes = Buffer.from(model, 'base64');
  const at = bytes.length - DURABILITY_BYTES - ending.length;
  if (!bytes.subarray(at, -DURABILITY_BYTES).equals(ending)) throw new Error('a key does not end with what it is of');
  return (other) => {
    if (other.length !== ending.length) throw new RangeError('keys of one kind are of one length');
    const copy = Buffer.from(bytes);
    copy.set(other, at);
    return copy.toString('base64');
  };
}

/** What is in a contract's instance, by the names of its keys. */
export function instanceFields(value: unknown): Map<string, unknown> {
  const instance = value as xdr.ScVal | undefined;
  if (instance?.type !== 'scvContractInstance') throw new Error('the ledger has no instance of a contract');
  return new Map(
    (instance.value.storage ?? []).map(({ key, val }) => {
      const name: unknown = scValToNative(key);
      return [String(Array.isArray(name) ? name[0] : name), scValToNative(val) as unknown];
    }),
  );
}

/**
 * The entries under these keys as they were at a ledger, in their order; undefined where there was nothing. The RPC answers of
 * its newest ledger only: what was not changed since is what it was. `moved`: something was, and the same has to be asked of
 * a newer ledger. `behind`: the RPC does not have that ledger within the patience given.
 */
export async function storedAt(
  network: Network,
  ledger: LedgerRef,
  keys: readonly EntryKey[],
  patienceMs: number,
): Promise<Stored<(Buffer | undefined)[]>> {
  const entries = new Array<Buffer | undefined>(keys.length);
  const parts = Array.from({ length: Math.ceil(keys.length / KEYS_AT_ONCE) }, (_, i) => i * KEYS_AT_ONCE);
  const until = performance.now() + patienceMs;
  let problem: Stored<never> | undefined;
  const worker = async (): Promise<void> => {
    for (let from = parts.shift(); from !== undefined && !problem; from = parts.shift()) {
      const answered = await askUntil(network, ledger, keys.slice(from, from + KEYS_AT_ONCE), until);
      if (!answered.ok) problem = answered;
      else for (const [i, entry] of answered.values.entries()) entries[from + i] = entry;
    }
  };
  await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, worker));
  return problem ?? { ok: true, values: entries };
}

async function askUntil(
  network: Network,
  ledger: LedgerRef,
  keys: readonly EntryKey[],
  until: number,
): Promise<Stored<(Buffer | undefined)[]>> {
  // Their bytes are all that is asked of keys on their way.
  const asked = keys.map((key) => ({ toXdr: () => key }) as unknown as xdr.LedgerKey);
  for (;;) {
    const answer = await callRpc(network, 'getLedgerEntries', (server) => server._getLedgerEntries(...asked));
    if (answer.latestLedger >= ledger.sequence) return asOf(ledger, keys, answer.entries ?? []);
    if (performance.now() > until) {
      const reason = `it is at ledger ${answer.latestLedger}, and does not have ledger ${ledger.sequence}`;
      return { ok: false, code: 'behind', reason };
    }
    await sleep(POLL_MS);
  }
}

interface Entry {
  key: string;
  xdr: string;
  lastModifiedLedgerSeq?: number;
}

function asOf(
  { sequence }: LedgerRef,
  keys: readonly EntryKey[],
  entries: readonly Entry[],
): Stored<(Buffer | undefined)[]> {
  const found = new Map<string, Buffer>();
  for (const { key, xdr: entry, lastModifiedLedgerSeq } of entries) {
    if (lastModifiedLedgerSeq === undefined || lastModifiedLedgerSeq > sequence)
      return { ok: false, code: 'moved', reason: `entries were changed after ledger ${sequence} while they were read` };
    found.set(key, Buffer.from(entry, 'base64'));
  }
  return { ok: true, values: keys.map((key) => found.get(key)) };
}

/** What an entry holds: an instance as it is, all else in its native form. */
export function valueIn(entry: Buffer | undefined): unknown {
  if (entry === undefined) return undefined;
  const data = xdr.LedgerEntryData.fromXdr(entry);
  if (data.type !== 'contractData') throw new Error('the RPC answered with an entry of another kind');
  const { val } = data.value;
  return val.type === 'scvContractInstance' ? val : scValToNative(val);
}

/** Type and both halves. */
const I128_BYTES = 20;
const I128_TYPE = 10;

/** Of an entry that holds one i128 and nothing behind it, read at its end: a million of them are. */
export function amountIn(entry: Buffer): bigint {
  const value = entry.subarray(-I128_BYTES);
  if (value.length < I128_BYTES || value.readUInt32BE(0) !== I128_TYPE)
    throw new Error('a balance on the ledger is none as this release knows it');
  return (value.readBigInt64BE(4) << 64n) | value.readBigUInt64BE(12);
}

/** The hash of a ledger as this RPC has it; undefined where it does not keep it. */
export async function ledgerHash(network: Network, sequence: number): Promise<string | undefined> {
  const health = await callRpc(network, 'getHealth', (server) => server.getHealth());
  if (sequence < health.oldestLedger || sequence > health.latestLedger) return undefined;
  const ledgers = await readLedgers(network, { from: sequence, limit: 1 });
  return ledgers.find((ledger) => ledger.sequence === sequence)?.hash;
}
