import { StrKey, xdr } from '@stellar/stellar-sdk';
import { eventCursor, lastCursor, parseEventCursor } from '../../ledger/cursor.ts';
import type { LedgerEvent } from '../../ledger/ledger-events.ts';
import { RpcError } from '../json-rpc.ts';
import { checkLimit, ledgerRange, type Network } from '../network.ts';
import { optionalList, optionalNumber, optionalObject, optionalText, type Params, requireBase64 } from '../params.ts';

const MAX_LIMIT = 10_000;
const STANDARD_LIMIT = 100;
/** Ledgers looked through for one answer. */
const SCAN_LEDGERS = 10_000;
const MAX_FILTERS = 5;
const MAX_CONTRACTS = 5;
const MAX_TOPIC_FILTERS = 5;
const MAX_TOPICS = 4;
const ANY = '*';
const ANY_NUMBER = '**';

type Filter = {
  readonly types: ReadonlySet<string>;
  readonly contractIds: ReadonlySet<string>;
  readonly topics: readonly TopicFilter[];
};
/** `ScVal`s in base64, `undefined` for any value; `open` allows further topics. */
type TopicFilter = { readonly segments: readonly (string | undefined)[]; readonly open: boolean };

/**
 * Contract and system events of successful transactions, in order. An event must match one of the filters, each given
 * part of it, and one of its topic filters.
 */
export function getEvents(params: Params, network: Network) {
  requireBase64(params);
  const { oldest, latest } = ledgerRange(network);
  const pagination = optionalObject(params, 'pagination');
  const start = startOf(params, optionalText(pagination, 'cursor'));
  const limit = checkLimit(optionalNumber(pagination, 'limit'), MAX_LIMIT, STANDARD_LIMIT);
  const filters = readFilters(optionalList(params, 'filters'));
  if (start.ledger < oldest.sequence || start.ledger > latest.sequence) {
    const range = `${oldest.sequence} - ${latest.sequence}`;
    throw new RpcError('invalidRequest', `startLedger must be within the ledger range: ${range}`);
  }
  const asked = optionalNumber(params, 'endLedger');
  const scanned = Math.min(latest.sequence + 1, start.ledger + SCAN_LEDGERS);
  const endLedger = asked === 0 ? scanned : Math.min(asked, scanned);

  const events = [];
  for (const event of network.chain.history.eventsFrom(start.ledger)) {
    if (event.ledger >= endLedger) break;
    if (start.after !== undefined && event.cursor <= start.after) continue;
    if (!matches(event, filters)) continue;
    events.push(describe(event));
    if (events.length === limit) break;
  }
  return {
    events,
    cursor: events.length === limit ? events[limit - 1]!.id : lastCursor(endLedger - 1),
    latestLedger: latest.sequence,
    oldestLedger: oldest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  };
}

function startOf(params: Params, cursor: string | undefined): { ledger: number; after: string | undefined } {
  const startLedger = optionalNumber(params, 'startLedger');
  if (cursor === undefined) {
    if (startLedger > 0) return { ledger: startLedger, after: undefined };
    throw new RpcError('invalidParams', 'startLedger must be positive');
  }
  if (startLedger !== 0 || optionalNumber(params, 'endLedger') !== 0) {
    throw new RpcError('invalidParams', 'ledger ranges and cursor cannot both be set');
  }
  const position = parseEventCursor(cursor);
  if (position === undefined) throw new RpcError('invalidParams', `invalid event id ${cursor}`);
  return { ledger: position.ledger, after: eventCursor(position) };
}

function readFilters(filters: readonly unknown[]): Filter[] {
  if (filters.length > MAX_FILTERS) throw new RpcError('invalidParams', 'maximum 5 filters per request');
  return filters.map((filter, index) => {
    try {
      return readFilter(filter as Params);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RpcError('invalidParams', `filter ${index + 1} invalid: ${reason}`);
    }
  });
}

function readFilter(filter: Params): Filter {
  const types = new Set((optionalText(filter, 'type') ?? '').split(',').filter((type) => type !== ''));
  if ([...types].some((type) => type !== 'system' && type !== 'contract')) {
    throw new Error("filter type invalid: if set, type must be either 'system' or 'contract'");
  }
  const contractIds = optionalList(filter, 'contractIds').map(String);
  if (contractIds.length > MAX_CONTRACTS) throw new Error('maximum 5 contract IDs per filter');
  contractIds.forEach((id, index) => {
    if (!StrKey.isValidContract(id)) throw new Error(`contract ID ${index + 1} invalid`);
  });
  const topics = optionalList(filter, 'topics');
  if (topics.length > MAX_TOPIC_FILTERS) throw new Error('maximum 5 topics per filter');
  return { types, contractIds: new Set(contractIds), topics: topics.map(readTopicFilter) };
}

function readTopicFilter(topic: unknown, index: number): TopicFilter {
  const invalid = (reason: string) => new Error(`topic ${index + 1} invalid: ${reason}`);
  if (!Array.isArray(topic) || topic.length === 0) throw invalid('topic must have at least 1 segment');
  const open = topic[topic.length - 1] === ANY_NUMBER;
  const segments: unknown[] = open ? topic.slice(0, -1) : topic;
  if (segments.length > MAX_TOPICS) throw invalid(`topic cannot have more than ${MAX_TOPICS} segments`);
  return {
    open,
    segments: segments.map((segment, position) => {
      if (segment === ANY) return undefined;
      if (segment === ANY_NUMBER) {
        throw invalid(`segment ${position + 1} invalid: wildcard '**' is only allowed as the last segment`);
      }
      try {
        return xdr.ScVal.fromXdr(String(segment), 'base64').toXdr('base64');
      } catch {
        throw invalid(`segment ${position + 1} invalid: neither a wildcard nor an ScVal`);
      }
    }),
  };
}

function matches(event: LedgerEvent, filters: readonly Filter[]): boolean {
  return filters.length === 0 || filters.some((filter) => matchesFilter(event, filter));
}

function matchesFilter(event: LedgerEvent, { types, contractIds, topics }: Filter): boolean {
  return (
    (types.size === 0 || types.has(event.type)) &&
    (contractIds.size === 0 || contractIds.has(event.contractId)) &&
    (topics.length === 0 || topics.some((topic) => matchesTopics(event.topics, topic)))
  );
}

function matchesTopics(topics: readonly string[], { segments, open }: TopicFilter): boolean {
  const fits = open ? topics.length >= segments.length : topics.length === segments.length;
  return fits && segments.every((segment, index) => segment === undefined || segment === topics[index]);
}

function describe(event: LedgerEvent) {
  return {
    type: event.type,
    ledger: event.ledger,
    ledgerClosedAt: new Date(Number(event.closeTime) * 1000).toISOString().replace('.000Z', 'Z'),
    contractId: event.contractId,
    id: event.cursor,
    operationIndex: event.operationIndex,
    transactionIndex: event.transactionIndex,
    txHash: event.transactionHash,
    inSuccessfulContractCall: true,
    topic: event.topics,
    value: event.value,
  };
}
