import { formatEventId, parseEventId } from '@istsi/soroban-client';
import { xdr } from '@stellar/stellar-sdk';
import type { Answer, LyingRpc, Params } from '../../soroban/client/test/lying-rpc.ts';

interface RawEvent {
  id: string;
  ledger: number;
  txHash: string;
  contractId: string;
}

interface RawLedger {
  sequence: number;
  metadataXdr: string;
}

type Ask = (method: string, params: object) => Promise<Answer>;

/** How many events the ledgers hold, of which contracts, once they are crowded. */
export interface Crowd {
  events: number;
  ledgers: readonly number[];
  /** Of the metadata of one of them, in base64: the most. */
  largest: number;
}

/**
 * Has the RPC's `ledgers` each hold at least `events` events, as on a network in use: what happened in them happens so many times
 * more, in transactions of other hashes, in what `getEvents` tells as in the ledgers' metadata. Nothing else is changed.
 */
export async function crowdLedgers(
  rpc: LyingRpc,
  {
    rpcUrl,
    contractIds,
    ledgers,
    events,
  }: { rpcUrl: string; contractIds: readonly string[]; ledgers: readonly number[]; events: number },
): Promise<Crowd> {
  const ask: Ask = async (method, params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch(rpcUrl, { method: 'POST', headers, body })).json()) as Answer;
  };
  const real = await allEvents(ask, contractIds);
  const told = real.flatMap((event) => (ledgers.includes(event.ledger) ? [] : [event]));
  const metadata = new Map<number, string>();
  for (const ledger of ledgers) {
    const own = real.filter((event) => event.ledger === ledger);
    const times = Math.ceil(events / own.length);
    metadata.set(ledger, await crowded(ask, ledger, times));
    told.push(...repeat(own, times));
  }
  told.sort((one, other) => (one.id < other.id ? -1 : 1));
  rpc.lie = async (method, params: Params, forward) => {
    if (method === 'getEvents') return await pageOf(told, params, forward);
    const answer = (await forward()) as { result?: { ledgers: RawLedger[] } };
    if (method !== 'getLedgers' || !answer.result) return answer;
    const changed = answer.result.ledgers.map((one) => ({
      ...one,
      metadataXdr: metadata.get(one.sequence) ?? one.metadataXdr,
    }));
    return { result: { ...answer.result, ledgers: changed } };
  };
  const largest = Math.max(...[...metadata.values()].map(({ length }) => length));
  return { events: told.length, ledgers, largest };
}

/** Of the network's limit of contracts a question. */
const CONTRACTS = 5;

async function allEvents(ask: Ask, contractIds: readonly string[]): Promise<RawEvent[]> {
  const filters = Array.from({ length: Math.ceil(contractIds.length / CONTRACTS) }, (_, i) => ({
    type: 'contract',
    contractIds: contractIds.slice(i * CONTRACTS, (i + 1) * CONTRACTS),
  }));
  const { result: health } = (await ask('getHealth', {})) as { result: { oldestLedger: number } };
  const all: RawEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const from = cursor === undefined ? { startLedger: health.oldestLedger } : {};
    const pagination = { limit: 1_000, ...(cursor !== undefined && { cursor }) };
    const { result } = (await ask('getEvents', { filters, ...from, pagination })) as {
      result: { events: RawEvent[]; cursor: string };
    };
    if (result.events.length === 0) return all;
    all.push(...result.events);
    ({ cursor } = result);
  }
}

/** The n-th transaction of the same content: one with another hash. */
function hashOf(hash: string, n: number): string {
  return n === 0 ? hash : `${n.toString(16).padStart(8, '0')}${hash.slice(8)}`;
}

/** Where one transaction of a ledger was, all copies of it follow each other. */
function repeat(own: readonly RawEvent[], times: number): RawEvent[] {
  return own.flatMap((event) => {
    const at = parseEventId(event.id);
    return Array.from({ length: times }, (_, n) => ({
      ...event,
      ...{ id: formatEventId({ ...at, transaction: (at.transaction - 1) * times + n + 1 }) },
      txHash: hashOf(event.txHash, n),
    }));
  });
}

async function crowded(ask: Ask, ledger: number, times: number): Promise<string> {
  const { result } = (await ask('getLedgers', { startLedger: ledger, pagination: { limit: 1 } })) as {
    result: { ledgers: [RawLedger] };
  };
  const meta = xdr.LedgerCloseMeta.fromXdr(result.ledgers[0].metadataXdr, 'base64');
  const { value } = meta;
  const whole = Buffer.from(meta.toXdr());
  const own = value.txProcessing.map((one) => Buffer.from(one.toXdr()));
  // Bytes are copied, and not what they say: of a large ledger that would not fit into memory.
  const before = placeOfCount(whole, meta);
  const behind = before + 4 + own.reduce((sum, { length }) => sum + length, 0);
  const hashes = value.txProcessing.map((one) => Buffer.from(one.result.transactionHash.value));
  const copies = own.flatMap((bytes, i) => {
    const [hash = Buffer.alloc(0), at] = [hashes[i], bytes.indexOf(hashes[i] ?? '')];
    return Array.from({ length: times }, (_, n) => {
      const copy = Buffer.from(bytes);
      copy.set(Buffer.from(hashOf(hash.toString('hex'), n), 'hex'), at);
      return copy;
    });
  });
  const count = Buffer.alloc(4);
  count.writeUInt32BE(copies.length);
  return Buffer.concat([whole.subarray(0, before), count, ...copies, whole.subarray(behind)]).toString('base64');
}

/** Where the metadata says how many transactions it has: the first byte that is another one when there are none. */
function placeOfCount(whole: Buffer, meta: xdr.LedgerCloseMeta): number {
  const { value } = meta;
  const txProcessing = value.txProcessing;
  Object.assign(value, { txProcessing: [] });
  const none = Buffer.from(meta.toXdr());
  Object.assign(value, { txProcessing });
  const differs = whole.findIndex((byte, i) => byte !== none[i]);
  return differs - (differs % 4);
}

async function pageOf(told: readonly RawEvent[], params: Params, forward: () => Promise<Answer>): Promise<Answer> {
  const answer = (await forward()) as { result?: { events: RawEvent[]; cursor: string; latestLedger: number } };
  if (!answer.result) return answer;
  const wanted = new Set((params.filters as { contractIds: string[] }[]).flatMap(({ contractIds }) => contractIds));
  const { cursor, limit = 100 } = (params.pagination ?? {}) as { cursor?: string; limit?: number };
  const isNext = (event: RawEvent): boolean =>
    wanted.has(event.contractId) && (cursor === undefined ? event.ledger >= params.startLedger : event.id > cursor);
  const from = told.findIndex(isNext);
  const events: RawEvent[] = [];
  for (let at = from; at >= 0 && at < told.length && events.length < limit; at++)
    if (isNext(told[at]!)) events.push(told[at]!);
  const { latestLedger } = answer.result;
  // Of the real one it is where its own page ends.
  const end = `${String((BigInt(latestLedger + 1) << 32n) - 1n).padStart(19, '0')}-4294967295`;
  return { result: { ...answer.result, events, cursor: events.length < limit ? end : events.at(-1)!.id } };
}
