import { replayHistory } from '@istsi/reserves';
import { callRpc, openNetwork } from '@istsi/soroban-client';
import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { sql } from 'kysely';
import type { LyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import type { Database } from '../src/database/open-database.ts';
import { loadHistory } from '../src/proofs/books-store.ts';
import { dataKey, instanceKey } from '../src/reconciliation/ledger-entries.ts';
import type { World } from './world.ts';

/** What a system in use for years has, beside what a test's world has: holders with a balance each, and outputs of one amount. */
export interface LargeBooks {
  holders: number;
  outputs: number;
  /** Of each. */
  balanceSats: bigint;
  outputSats: bigint;
}

const AT_ONCE = 50_000;
const NUMBER_BYTES = 4;
/** Begins the addresses and txids that nobody made: a number follows. */
const MARK = Buffer.alloc(32 - NUMBER_BYTES, 0xb5);
/** LedgerEntryType CONTRACT_DATA, and an extension point without one. */
const DATA_ENTRY = Buffer.from([0, 0, 0, 6, 0, 0, 0, 0]);
/** Of a ledger key: its type; the durability at its end; and behind a txid the type and value of a u32. */
const [TYPE_BYTES, DURABILITY_BYTES, VOUT_BYTES] = [4, 4, 8];

const numbered = (n: number): Buffer => {
  const number = Buffer.alloc(NUMBER_BYTES);
  number.writeUInt32BE(n);
  return Buffer.concat([MARK, number]);
};

export const largeTxid = (n: number): string => numbered(n).toString('hex');

/** Puts holders and outputs into a database that nobody else writes; the commitment to all outputs that it leads to. */
export async function storeLargeBooks({ db }: Database, books: LargeBooks): Promise<string> {
  for (let from = 0; from < books.holders; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, books.holders - from) }, (_, i) => from + i);
    const addresses = numbers.map((n) => StrKey.encodeEd25519PublicKey(numbered(n)));
    await sql`insert into istsi.owners (address_index, address)
      select 1000000 + n, address from unnest(${numbers}::int8[], ${addresses}::text[]) as owner (n, address)`.execute(
      db,
    );
  }
  for (let from = 0; from < books.outputs; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, books.outputs - from) }, (_, i) => from + i);
    await sql`insert into istsi.reserve_changes (event_id, position, change, txid, vout, amount_sats, ledger)
      select 'large-' || n, 0, 'added', txid, 0, ${books.outputSats}::int8, 1
      from unnest(${numbers}::int8[], ${numbers.map(largeTxid)}::text[]) as output (n, txid) order by n`.execute(db);
  }
  const history = replayHistory(await loadHistory(db));
  if (!history.ok) throw new Error(history.reason);
  return history.books.commitment;
}

/** Has an RPC answer of entries as if these holders and outputs were on the ledger; the totals count them. */
export async function answerLargeBooks(
  rpc: LyingRpc,
  world: Pick<World, 'manifest' | 'contracts' | 'sandbox'>,
  { books, commitment, model }: { books: LargeBooks; commitment: string; model: { txid: string; vout: number } },
): Promise<void> {
  const reserve = world.contracts.reserve.contractId;
  const token = world.manifest.contracts['istsi-token'].id;
  const modelKey = dataKey(
    reserve,
    'Utxo',
    xdr.ScVal.scvBytes(Buffer.from(model.txid, 'hex')),
    xdr.ScVal.scvU32(model.vout),
  );
  const [instance, supply] = [instanceKey(reserve), dataKey(token, 'TotalSupply')];
  const network = openNetwork(world.sandbox);
  const asked = [instance, supply, modelKey].map((key) => ({ toXdr: () => key }) as unknown as xdr.LedgerKey);
  const { entries = [] } = await callRpc(network, 'getLedgerEntries', (server) => server._getLedgerEntries(...asked));
  const real = new Map(entries.map(({ key, xdr: entry }) => [key, entry]));
  const outputValue = Buffer.from(real.get(modelKey)!, 'base64').subarray(
    DATA_ENTRY.length + keyBytes(modelKey).length,
  );
  const balanceValue = nativeToScVal(books.balanceSats, { type: 'i128' }).toXdr();
  const changed = new Map([
    [instance, withBooks(real.get(instance)!, books, commitment)],
    [supply, withSupply(real.get(supply)!, BigInt(books.holders) * books.balanceSats)],
  ]);
  const entryOf = (key: string): string | undefined => {
    const known = changed.get(key);
    if (known !== undefined) return known;
    const bytes = Buffer.from(key, 'base64');
    if (isMarked(bytes, 0)) return Buffer.concat([DATA_ENTRY, keyBytes(key), balanceValue]).toString('base64');
    if (isMarked(bytes, VOUT_BYTES)) return Buffer.concat([DATA_ENTRY, keyBytes(key), outputValue]).toString('base64');
    return undefined;
  };
  rpc.lie = async (method, params, forward) => {
    if (method !== 'getLedgerEntries') return await forward();
    const keys = (params as { keys: string[] }).keys;
    const own = keys.flatMap((key) => {
      const entry = entryOf(key);
      return entry === undefined ? [] : [{ key, xdr: entry, lastModifiedLedgerSeq: 1 }];
    });
    // Where all of them are there, nobody need be asked but for the number of the ledger, which is as good a little older.
    if (own.length === keys.length && latest !== undefined) return { result: { entries: own, latestLedger: latest } };
    const answer = (await forward()) as { result: { entries: { key: string }[]; latestLedger: number } };
    latest = answer.result.latestLedger;
    const others = answer.result.entries.filter(({ key }) => entryOf(key) === undefined);
    return { result: { ...answer.result, entries: [...others, ...own] } };
  };
  let latest: number | undefined;
}

const keyBytes = (key: string): Buffer => Buffer.from(key, 'base64').subarray(TYPE_BYTES);

function isMarked(key: Buffer, behind: number): boolean {
  const end = key.length - DURABILITY_BYTES - behind - NUMBER_BYTES;
  return key.subarray(end - MARK.length, end).equals(MARK);
}

function withBooks(entry: string, { outputs, outputSats }: LargeBooks, commitment: string): string {
  const data = xdr.LedgerEntryData.fromXdr(Buffer.from(entry, 'base64'));
  if (data.type !== 'contractData' || data.value.val.type !== 'scvContractInstance') throw new Error('no instance');
  const fields = data.value.val.value.storage!.map(({ val }) => val);
  const record = fields.flatMap((val) => (val.type === 'scvMap' ? [val.value!] : []));
  for (const each of record.flat()) {
    const name = String(each.key.value);
    if (name === 'total_btc') Object.assign(each, { val: plus(each.val, BigInt(outputs) * outputSats) });
    if (name === 'utxo_count') Object.assign(each, { val: plus(each.val, BigInt(outputs)) });
    if (name === 'utxo_commitment') Object.assign(each, { val: xdr.ScVal.scvBytes(Buffer.from(commitment, 'hex')) });
  }
  return data.toXdr('base64');
}

function withSupply(entry: string, more: bigint): string {
  const data = xdr.LedgerEntryData.fromXdr(Buffer.from(entry, 'base64'));
  if (data.type !== 'contractData') throw new Error('no entry of a contract');
  Object.assign(data.value, { val: plus(data.value.val, more) });
  return data.toXdr('base64');
}

function plus(value: xdr.ScVal, more: bigint): xdr.ScVal {
  switch (value.type) {
    case 'scvU32':
      return xdr.ScVal.scvU32(Number(value.value) + Number(more));
    case 'scvU64':
      return xdr.ScVal.scvU64(BigInt(value.value) + more);
    case 'scvI128':
      return nativeToScVal((BigInt(value.value.hi) << 64n) + BigInt(value.value.lo) + more, { type: 'i128' });
    default:
      throw new Error(`${value.type} is no number`);
  }
}
