import type { rpc } from '@stellar/stellar-sdk';
import { type ChainEvent, digestOf, formatEventId, parseEventId, valuesOf } from './chain-event.ts';
import { isSorobanClientError, SorobanClientError } from './errors.ts';
import { callRpc, isRpcFailure, type Network } from './network.ts';
import { hasNotYet } from './node-behind.ts';

export interface EventPage<Event = rpc.Api.EventResponse> {
  events: Event[];
  /** Where to go on. */
  cursor: string;
  /** Ledgers after the cursor given whose events the RPC keeps no longer. */
  missed?: { from: number; through: number };
}

/** Of events that are decoded by the SDK. */
const PAGE = 200;
/** Of a network's limit of 10,000; a server that allows fewer is asked for `PAGE`. */
const LARGE_PAGE = 1_000;
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
  yield* readPages(contractIds, cursor, PAGE, {
    health: () => callRpc(network, 'getHealth', (s) => s.getHealth()),
    ask: (request) => callRpc(network, 'getEvents', (s) => s.getEvents(request)),
  });
}

/**
 * Likewise, for whoever reads all there is: more of them at a time, as their bytes, with the digest of these, and
 * the next page asked for while one is worked on.
 */
export async function* readChainEvents(
  network: Network,
  contractIds: readonly string[],
  cursor: string | undefined,
): AsyncGenerator<EventPage<ChainEvent>> {
  const pages = readPages(contractIds, cursor, LARGE_PAGE, {
    health: () => callRpc(network, 'getHealth', (s) => s.getHealth()),
    async ask(request) {
      const answer = await callRpc(network, 'getEvents', (s) => s._getEvents(request));
      return { ...answer, events: (answer.events ?? []).map((event) => widened(network, event)) };
    },
  });
  // When its turn comes: what a page is made into is larger than it.
  for await (const page of ahead(pages))
    yield { ...page, events: page.events.map((event) => chainEvent(network, event)) };
}

/** One page is read while the one before it is worked on. */
async function* ahead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = pages.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = pages.next();
      // It is told when its turn comes.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await pages.return(undefined).catch(() => undefined);
  }
}

type Raw = rpc.Api.RawEventResponse;

const widened = (network: Network, event: Raw): Raw =>
  isWide(event.id)
    ? event
    : understood(network, event, () => ({ ...event, id: formatEventId(parseEventId(event.id)) }));

const chainEvent = (network: Network, event: Raw): ChainEvent =>
  understood(network, event, () => {
    const { id, contractId = '', ledger, txHash, topic } = event;
    const body = bodyOf(topic ?? [], event.value);
    const topics = topic?.length ?? 0;
    valuesOf({ topics, body });
    const closedAt = new Date(event.ledgerClosedAt);
    if (Number.isNaN(closedAt.getTime())) throw new TypeError(`${event.ledgerClosedAt} is no time`);
    return {
      id,
      contractId,
      ledger,
      closedAt,
      txHash,
      topics,
      body,
      digest: digestOf({ contractId, txHash }, topics, body),
    };
  });

/** Where topics and value are put one behind the other: their bytes are copied once, into what is kept. */
let joined = Buffer.allocUnsafeSlow(16_384);

function bodyOf(topic: readonly string[], value: string): Buffer {
  const most = topic.reduce((sum, { length }) => sum + length, value.length);
  if (most > joined.length) joined = Buffer.allocUnsafeSlow(2 * most);
  let size = 0;
  for (const each of topic) size += joined.write(each, size, 'base64');
  size += joined.write(value, size, 'base64');
  return Buffer.from(joined.subarray(0, size));
}

function understood<T>({ rpcUrl: url }: Network, { id }: Raw, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const lack = `event ${id} in a form that can be read`;
    throw new SorobanClientError('soroban/rpc-bad-answer', { url, method: 'getEvents', lack }, { cause });
  }
}

/** As SEP-35 writes it: it sorts as the events do. */
const isWide = (id: string): boolean => /^\d{19}-\d{10}$/.test(id);

interface Answer<Event> {
  events: Event[];
  cursor: string;
  latestLedger: number;
}

interface Source<Event> {
  health(): Promise<{ oldestLedger: number }>;
  ask(request: rpc.Api.GetEventsRequest): Promise<Answer<Event>>;
}

async function* readPages<Event extends { id: string }>(
  contractIds: readonly string[],
  cursor: string | undefined,
  most: number,
  source: Source<Event>,
): AsyncGenerator<EventPage<Event>> {
  const questions = questionsFor(contractIds);
  let position = cursor;
  for (let limit = most; ; ) {
    const page = await readPage(source, questions, position, limit).catch(onlySoManyAreTooMany(limit));
    if (page === 'too-many') {
      limit = PAGE;
      continue;
    }
    if (!page) return;
    const { answer, missed } = page;
    const since = missed ? undefined : position;
    const isAhead = (id: string): boolean => since === undefined || isAfter(id, since);
    const events = answer.events.filter(({ id }) => isAhead(id));
    const last = events.at(-1)?.id ?? answer.cursor;
    const reached = isAfter(answer.cursor, last) ? answer.cursor : last;
    if (!isAhead(reached)) return;
    yield { events, cursor: reached, ...(missed && { missed }) };
    if (answer.events.length < limit && ledgerOf(reached) >= answer.latestLedger) return;
    position = reached;
  }
}

/** As stellar-rpc refuses it: "limit must not exceed …". */
const onlySoManyAreTooMany =
  (limit: number) =>
  (error: unknown): 'too-many' => {
    const isLimit = isSorobanClientError(error, 'soroban/rpc-error') && /\blimit\b/i.test(error.context.reason);
    if (limit > PAGE && isLimit) return 'too-many';
    throw error;
  };

/** As many questions as it takes for all of these contracts. */
function questionsFor(contractIds: readonly string[]): rpc.Api.EventFilter[][] {
  const filters = chunksOf(contractIds, CONTRACTS_PER_FILTER).map(
    (some): rpc.Api.EventFilter => ({ type: 'contract', contractIds: some }),
  );
  return chunksOf(filters, MOST_FILTERS);
}

const chunksOf = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

type From = { cursor: string } | { startLedger: number };

/** One page of the events of all: as far as the answer that came least far, which for all others is asked for again. */
async function askAll<Event extends { id: string }>(
  source: Source<Event>,
  questions: readonly rpc.Api.EventFilter[][],
  from: From & { limit: number },
): Promise<Answer<Event>> {
  const answers = await Promise.all(questions.map((filters) => source.ask({ ...from, filters })));
  const [only] = answers;
  if (only && answers.length === 1) return only;
  const cursor = answers.map(reachedOf).reduce((least, one) => (isAfter(least, one) ? one : least));
  const events = answers.flatMap((answer) => answer.events).filter(({ id }) => !isAfter(id, cursor));
  events.sort((one, other) => (isAfter(one.id, other.id) ? 1 : -1));
  return { events, cursor, latestLedger: Math.min(...answers.map(({ latestLedger }) => latestLedger)) };
}

/** Some servers answer a cursor from before their last event. */
function reachedOf({ events, cursor }: Answer<{ id: string }>): string {
  const last = events.at(-1)?.id ?? cursor;
  return isAfter(cursor, last) ? cursor : last;
}

/** Undefined from a node that has not come to the cursor yet. */
async function readPage<Event extends { id: string }>(
  source: Source<Event>,
  questions: readonly rpc.Api.EventFilter[][],
  cursor: string | undefined,
  limit: number,
): Promise<{ answer: Answer<Event>; missed?: EventPage['missed'] } | undefined> {
  if (cursor !== undefined) {
    try {
      return { answer: await askAll(source, questions, { cursor, limit }) };
    } catch (error) {
      if (isRpcFailure(error) || !isSorobanClientError(error, 'soroban/rpc-error')) throw error;
      if (hasNotYet(error, ledgerOf(cursor))) return undefined;
      const { oldestLedger } = await source.health();
      // Refused by a node that is behind the one which gave the cursor: nothing was dropped, and it will catch up. One that
      // keeps the very next ledger as its oldest drops nothing either, but has to be asked by ledger.
      if (ledgerOf(cursor) >= oldestLedger) throw error;
    }
  }
  const { oldestLedger } = await source.health();
  const answer = await askAll(source, questions, { startLedger: oldestLedger, limit });
  const from = cursor === undefined ? oldestLedger : firstUnread(cursor);
  return from < oldestLedger ? { answer, missed: { from, through: oldestLedger - 1 } } : { answer };
}

/** In the order of the chain. Both parts have a fixed width (SEP-35), but who knows of which server. */
export function isAfter(cursor: string, other: string): boolean {
  if (isWide(cursor) && isWide(other)) return cursor > other;
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
