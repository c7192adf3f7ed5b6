import { setTimeout as sleep } from 'node:timers/promises';
import { callRpc, type Network } from '@istsi/soroban-client';
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

/** The key of what a contract keeps under a case of its key type. */
export const dataKey = (contractId: string, name: string, ...of: xdr.ScVal[]): xdr.LedgerKey =>
  storageKey(contractId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(name), ...of]));

export const instanceKey = (contractId: string): xdr.LedgerKey =>
  storageKey(contractId, xdr.ScVal.scvLedgerKeyContractInstance());

const storageKey = (contractId: string, key: xdr.ScVal): xdr.LedgerKey =>
  xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(contractId).toScAddress(),
      key,
      durability: xdr.ContractDataDurability.persistent,
    }),
  );

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
 * The values under these keys as they were at a ledger, in their order; undefined where there was nothing. The RPC answers of
 * its newest ledger only: what was not changed since is what it was. `moved`: something was, and the same has to be asked of
 * a newer ledger. `behind`: the RPC does not have that ledger within the patience given.
 */
export async function storedAt(
  network: Network,
  ledger: LedgerRef,
  keys: readonly xdr.LedgerKey[],
  patienceMs: number,
): Promise<Stored<(xdr.ScVal | undefined)[]>> {
  const values = new Array<xdr.ScVal | undefined>(keys.length);
  const parts = Array.from({ length: Math.ceil(keys.length / KEYS_AT_ONCE) }, (_, i) => i * KEYS_AT_ONCE);
  const until = performance.now() + patienceMs;
  let problem: Stored<never> | undefined;
  const worker = async (): Promise<void> => {
    for (let from = parts.shift(); from !== undefined && !problem; from = parts.shift()) {
      const answered = await askUntil(network, ledger, keys.slice(from, from + KEYS_AT_ONCE), until);
      if (!answered.ok) problem = answered;
      else for (const [i, value] of answered.values.entries()) values[from + i] = value;
    }
  };
  await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, worker));
  return problem ?? { ok: true, values };
}

async function askUntil(
  network: Network,
  ledger: LedgerRef,
  keys: readonly xdr.LedgerKey[],
  until: number,
): Promise<Stored<(xdr.ScVal | undefined)[]>> {
  for (;;) {
    const answer = await callRpc(network, 'getLedgerEntries', (server) => server.getLedgerEntries(...keys));
    if (answer.latestLedger >= ledger.sequence) return asOf(ledger, keys, answer.entries);
    if (performance.now() > until) {
      const reason = `it is at ledger ${answer.latestLedger}, and does not have ledger ${ledger.sequence}`;
      return { ok: false, code: 'behind', reason };
    }
    await sleep(POLL_MS);
  }
}

interface Entry {
  key: xdr.LedgerKey;
  val: xdr.LedgerEntryData;
  lastModifiedLedgerSeq?: number;
}

function asOf(
  { sequence }: LedgerRef,
  keys: readonly xdr.LedgerKey[],
  entries: readonly Entry[],
): Stored<(xdr.ScVal | undefined)[]> {
  const found = new Map<string, xdr.ScVal>();
  for (const { key, val, lastModifiedLedgerSeq } of entries) {
    if (lastModifiedLedgerSeq === undefined || lastModifiedLedgerSeq > sequence)
      return { ok: false, code: 'moved', reason: `entries were changed after ledger ${sequence} while they were read` };
    if (val.type === 'contractData') found.set(key.toXdr('base64'), val.value.val);
  }
  return { ok: true, values: keys.map((key) => found.get(key.toXdr('base64'))) };
}

/** The hash of a ledger as this RPC has it; undefined where it does not keep it. */
export async function ledgerHash(network: Network, sequence: number): Promise<string | undefined> {
  const health = await callRpc(network, 'getHealth', (server) => server.getHealth());
  if (sequence < health.oldestLedger || sequence > health.latestLedger) return undefined;
  const request = { startLedger: sequence, pagination: { limit: 1 } };
  const { ledgers } = await callRpc(network, 'getLedgers', (server) => server._getLedgers(request));
  return ledgers?.find((ledger) => ledger.sequence === sequence)?.hash;
}
