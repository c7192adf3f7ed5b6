import type { rpc } from '@stellar/stellar-sdk';
import { isSorobanClientError } from './errors.ts';
import { callRpc, isRpcFailure, type Network } from './network.ts';
import { hasNotYet } from './node-behind.ts';

export interface EventPage {
  events: rpc.Api.EventResponse[];
  /** Where to go on. */
  cursor: string;
  /** Ledgers after the cursor given whose events the RPC keeps no longer. */
  missed?: { from: number; through: number };
}

const PAGE = 200;
/** The network's limits. All filters are of one shape: servers have lost events where they differed. */
const CONTRACTS_PER_FILTER = 5;
const MOST_FILTERS = 5;
/** 20 bits of a TOID. */
const LAST_TRANSACTION = (1n << 20n) - 1n;

/**
 * The events of these contracts since `cursor`, page by page, up to now, each once. Without a cursor, or with one that the
 * RPC no longer keeps, it begins with the oldest ledger there is. Nodes behind one address differ by a few ledgers: what one
 * of them has not seen yet is asked for again later, from the same cursor.
 */
export async function* readEvents(
  network: Network,
  contractIds: readonly string[],
  cursor: string | undefined,
): AsyncGenerator<EventPage> {
  const filters = filtersFor(contractIds);
  let position = cursor;
  for (;;) {
    const page = await readPage(network, filters, position);
    if (!page) return;
    const { answer, missed } = page;
    const since = missed ? undefined : position;
    const isAhead = (id: string): boolean => since === undefined || isAfter(id, since);
    const events = answer.events.filter(({ id }) => isAhead(id));
    const last = events.at(-1)?.id ?? answer.cursor;
    const reached = isAfter(answer.cursor, last) ? answer.cursor : last;
    if (!isAhead(reached)) return;
    yield { events, cursor: reached, ...(missed && { missed }) };
    if (answer.events.length < PAGE && ledgerOf(reached) >= answer.latestLedger) return;
    position = reached;
  }
}

function filtersFor(contractIds: readonly string[]): rpc.Api.EventFilter[] {
  const most = CONTRACTS_PER_FILTER * MOST_FILTERS;
  if (contractIds.length > most) throw new RangeError(`events of at most ${most} contracts can be read at once`);
  const filters: rpc.Api.EventFilter[] = [];
  for (let i = 0; i < contractIds.length; i += CONTRACTS_PER_FILTER) {
    filters.push({ type: 'contract', contractIds: contractIds.slice(i, i + CONTRACTS_PER_FILTER) });
  }
  return filters;
}

/** Undefined from a node that has not come to the cursor yet. */
async function readPage(
  network: Network,
  filters: rpc.Api.EventFilter[],
  cursor: string | undefined,
): Promise<{ answer: rpc.Api.GetEventsResponse; missed?: EventPage['missed'] } | undefined> {
  if (cursor !== undefined) {
    try {
      return { answer: await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, cursor, limit: PAGE })) };
    } catch (error) {
      if (isRpcFailure(error) || !isSorobanClientError(error, 'soroban/rpc-error')) throw error;
      if (hasNotYet(error, ledgerOf(cursor))) return undefined;
      const { oldestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
      // Refused by a node that is behind the one which gave the cursor: nothing was dropped, and it will catch up. One that
      // keeps the very next ledger as its oldest drops nothing either, but has to be asked by ledger.
      if (ledgerOf(cursor) >= oldestLedger) throw error;
    }
  }
  const { oldestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
  const startLedger = oldestLedger;
  const answer = await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, startLedger, limit: PAGE }));
  const from = cursor === undefined ? oldestLedger : firstUnread(cursor);
  return from < oldestLedger ? { answer, missed: { from, through: oldestLedger - 1 } } : { answer };
}

/** In the order of the chain. Both parts have a fixed width (SEP-35), but who knows of which server. */
export function isAfter(cursor: string, other: string): boolean {
  const [toid, event] = partsOf(cursor);
  const [otherToid, otherEvent] = partsOf(other);
  return toid === otherToid ? event > otherEvent : toid > otherToid;
}

function partsOf(cursor: string): [toid: bigint, event: bigint] {
  const [toid = '0', event = '0'] = cursor.split('-');
  return [BigInt(toid), BigInt(event)];
}

/**
 * The first ledger that was not read whole: the rest of one that a page ended in was not; a cursor at
 * the end of a ledger has all transaction bits set.
 */
export function firstUnread(cursor: string): number {
  const transaction = (partsOf(cursor)[0] >> 12n) & LAST_TRANSACTION;
  return ledgerOf(cursor) + (transaction === LAST_TRANSACTION ? 1 : 0);
}

/** A cursor is a TOID and an event number; the ledger is in the upper 32 bits of the TOID (SEP-35). */
export function ledgerOf(cursor: string): number {
  return Number(BigInt(cursor.split('-')[0] ?? '0') >> 32n);
}
