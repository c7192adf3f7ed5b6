import { callRpc, isSorobanClientError, type Network } from '@istsi/soroban-client';
import type { rpc } from '@stellar/stellar-sdk';

export interface EventPage {
  events: rpc.Api.EventResponse[];
  /** Where to go on. */
  cursor: string;
  /** Ledgers after the cursor given whose events the RPC keeps no longer. */
  missed?: { from: number; through: number };
}

const PAGE = 200;

/**
 * The events of these contracts since `cursor`, page by page, up to now. Without a cursor, or with one that the RPC no
 * longer keeps, it begins with the oldest ledger there is.
 */
export async function* readEvents(
  network: Network,
  contractIds: readonly string[],
  cursor: string | undefined,
): AsyncGenerator<EventPage> {
  const filters: rpc.Api.EventFilter[] = [{ type: 'contract', contractIds: [...contractIds] }];
  let position = cursor;
  for (;;) {
    const { answer, missed } = await readPage(network, filters, position);
    yield { events: answer.events, cursor: answer.cursor, ...(missed && { missed }) };
    const isLast = answer.events.length < PAGE && ledgerOf(answer.cursor) >= answer.latestLedger;
    if (answer.cursor === position || isLast) return;
    position = answer.cursor;
  }
}

async function readPage(
  network: Network,
  filters: rpc.Api.EventFilter[],
  cursor: string | undefined,
): Promise<{ answer: rpc.Api.GetEventsResponse; missed?: EventPage['missed'] }> {
  if (cursor !== undefined) {
    try {
      return { answer: await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, cursor, limit: PAGE })) };
    } catch (error) {
      // Refused because it is older than what the RPC keeps; anything else will be refused again below.
      if (!isSorobanClientError(error, 'soroban/rpc-error')) throw error;
    }
  }
  const { oldestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
  const startLedger = oldestLedger;
  const answer = await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, startLedger, limit: PAGE }));
  const from = cursor === undefined ? oldestLedger : ledgerOf(cursor) + 1;
  return from < oldestLedger ? { answer, missed: { from, through: oldestLedger - 1 } } : { answer };
}

/** A cursor is a TOID and an event number; the ledger is in the upper 32 bits of the TOID (SEP-35). */
export function ledgerOf(cursor: string): number {
  return Number(BigInt(cursor.split('-')[0] ?? '0') >> 32n);
}
