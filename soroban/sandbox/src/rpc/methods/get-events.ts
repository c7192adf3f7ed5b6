import { eventCursor, lastCursor, parseEventCursor } from '../../ledger/cursor.ts';
import type { LedgerEvent } from '../../ledger/ledger-events.ts';
import { type EventFilter, matchesFilters, readFilters } from '../event-filter.ts';
import { RpcError } from '../json-rpc.ts';
import { checkLimit, ledgerRange, type Network } from '../network.ts';
import { checkFormat, optionalList, optionalNumber, optionalObject, optionalText, type Params } from '../params.ts';

const MAX_LIMIT = 10_000;
const STANDARD_LIMIT = 100;
/** Ledgers looked through for one answer. */
const SCAN_LEDGERS = 10_000;

/**
 * Contract and system events of successful transactions, in order. An event must match one of the filters, each given
 * part of it, and one of its topic filters.
 */
export function getEvents(params: Params, network: Network) {
  checkFormat(params);
  const { oldest, latest } = ledgerRange(network);
  const pagination = optionalObject(params, 'pagination');
  const start = startOf(params, optionalText(pagination, 'cursor'));
  const limit = checkLimit(optionalNumber(pagination, 'limit'), MAX_LIMIT, STANDARD_LIMIT, 'invalidParams');
  const filters = readFilters(optionalList(params, 'filters'));
  if (start.ledger < oldest.sequence || start.ledger > latest.sequence) {
    const range = `${oldest.sequence} - ${latest.sequence}`;
    throw new RpcError('invalidRequest', `startLedger must be within the ledger range: ${range}`);
  }
  const asked = optionalNumber(params, 'endLedger');
  const end = asked === 0 ? latest.sequence + 1 : Math.min(asked, latest.sequence + 1);
  const { events, scannedTo } = scan(network, start, end, limit, filters);
  return {
    events,
    cursor: events.length === limit ? events[limit - 1]!.id : lastCursor(scannedTo),
    latestLedger: latest.sequence,
    oldestLedger: oldest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  };
}

/** Looks through ledgers before `end` until there are `limit` events; `scannedTo` is the last ledger it has seen all of. */
function scan(network: Network, start: Start, end: number, limit: number, filters: readonly EventFilter[]) {
  const found: ReturnType<typeof describe>[] = [];
  let ledgers = 0;
  for (const { sequence, events } of network.chain.history.eventsFrom(start.ledger)) {
    if (sequence >= end) break;
    for (const event of events) {
      if (start.after !== undefined && event.cursor <= start.after) continue;
      if (!matchesFilters(event, filters)) continue;
      found.push(describe(event));
      if (found.length === limit) return { events: found, scannedTo: sequence };
    }
    if (++ledgers === SCAN_LEDGERS) return { events: found, scannedTo: sequence };
  }
  return { events: found, scannedTo: end - 1 };
}

type Start = { readonly ledger: number; readonly after: string | undefined };

function startOf(params: Params, cursor: string | undefined): Start {
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
