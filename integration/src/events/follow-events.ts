import { describeError, type Log } from '@istsi/bitcoin-custody';
import { type ContractHandle, type Network, readEvents, SorobanClientError } from '@istsi/soroban-client';
import type { rpc } from '@stellar/stellar-sdk';
import type { Transaction } from 'kysely';
import { isDatabaseTrouble } from '../database/database-trouble.ts';
import type { Database } from '../database/open-database.ts';
import { repeatAlone } from '../database/repeat-alone.ts';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from './cursors.ts';

/** An event as its contract's spec reads it. */
export interface ContractEvent {
  /** Its place in the stream: the RPC's cursor. */
  id: string;
  contractId: string;
  name: string;
  /** By the names of the spec, topics among them. */
  data: Record<string, unknown>;
  ledger: number;
  closedAt: Date;
  txHash: string;
}

/**
 * Looks at an event, asking the chain where needed, and answers what it means for the database: applied in one
 * transaction with the cursor, so that each event counts once, whenever the process is killed. Undefined for nothing.
 */
export type EventHandler = (event: ContractEvent) => Promise<((trx: Transaction<Schema>) => Promise<void>) | undefined>;

export interface FollowEventsOptions {
  database: Database;
  network: Network;
  /** The name under which the cursor is kept. */
  stream: string;
  contracts: readonly ContractHandle[];
  handle: EventHandler;
  /** Called after events were dropped by the RPC before they were read. */
  onGap(missed: { from: number; through: number }): Promise<void>;
  pollMs?: number;
  log: Log;
  signal: AbortSignal;
}

const DEFAULT_POLL_MS = 1_000;
const RETRY_MS = 2_000;

/** Follows contracts' events until aborted. Of several instances on one database one follows, the others stand by. */
export async function followEvents(options: FollowEventsOptions): Promise<void> {
  const { database, stream, pollMs = DEFAULT_POLL_MS, log, signal } = options;
  const onError = (error: unknown): void =>
    log('warn', 'following contract events failed; trying again', { error: describeError(error) });
  const alone = { pool: database.pool, lock: `istsi/events/${stream}`, pollMs, retryMs: RETRY_MS, signal, onError };
  await repeatAlone(alone, () => async () => {
    await catchUpEvents(options);
    return false;
  });
}

/** Handles every event there is by now. The caller holds the stream's lock. */
export async function catchUpEvents(options: Omit<FollowEventsOptions, 'pollMs'>): Promise<void> {
  const { database, network, stream, contracts, signal } = options;
  const ids = contracts.map(({ contractId }) => contractId);
  const cursor = await loadCursor(database.db, stream);
  for await (const page of readEvents(network, ids, cursor)) {
    if (page.missed) await noteGap(options, page.missed);
    for (const response of page.events) {
      if (signal.aborted) return;
      await handleOne(options, response);
    }
    if (signal.aborted) return;
    await storeCursor(database.db, stream, page.cursor);
  }
}

async function handleOne(options: Omit<FollowEventsOptions, 'pollMs'>, response: rpc.Api.EventResponse): Promise<void> {
  const { database, stream, contracts, handle, log } = options;
  try {
    const event = decode(contracts, response);
    const apply = event && (await handle(event));
    if (!apply) return;
    await database.db.transaction().execute(async (trx) => {
      await apply(trx);
      await storeCursor(trx, stream, response.id);
    });
  } catch (error) {
    // A node or a database out of reach is no fault of the event: it is handled when they are back.
    if (error instanceof SorobanClientError || isDatabaseTrouble(error)) throw error;
    // Anything else would fail again: put aside and said aloud, so that the events behind it are not held up.
    log('error', 'an event could not be handled', { event: response.id, error: describeError(error) });
    await database.db
      .insertInto('istsi.quarantined_events')
      .values({ id: response.id, name: response.contractId?.toString() ?? '', reason: describeError(error) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Undefined for an event that the contract's spec does not have. */
function decode(contracts: readonly ContractHandle[], response: rpc.Api.EventResponse): ContractEvent | undefined {
  const contractId = response.contractId?.toString() ?? '';
  const contract = contracts.find((one) => one.contractId === contractId);
  const parsed = contract?.spec.parseEvent(response.topic, response.value);
  if (!parsed) return undefined;
  return {
    id: response.id,
    contractId,
    name: parsed.name,
    data: parsed.data as Record<string, unknown>,
    ledger: response.ledger,
    closedAt: new Date(response.ledgerClosedAt),
    txHash: response.txHash,
  };
}

async function noteGap(
  { database, stream, onGap, log }: Omit<FollowEventsOptions, 'pollMs'>,
  missed: { from: number; through: number },
): Promise<void> {
  log('error', 'the RPC no longer keeps events that were not read yet', { stream, ...missed });
  await database.db
    .insertInto('istsi.event_gaps')
    .values({ stream, from_ledger: missed.from, through_ledger: missed.through })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await onGap(missed);
}
