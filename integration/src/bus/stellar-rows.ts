import { type ChainEvent, parseEventId, valuesOf } from '@istsi/soroban-client';
import type { Insertable } from 'kysely';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import type { BusEventTable } from './bus-tables.ts';
import { eventType } from './envelope.ts';
import type { ReadEvent } from './event-reader.ts';
import { type FollowedContracts, readEvent } from './followed-contracts.ts';

export type StellarRow = Insertable<BusEventTable>;

/** A contract that governance registered, as its event says. */
export interface Registration {
  contractId: string;
  kind: number;
}

/** What the router says when governance adds a contract. */
const REGISTERED = eventType('integration-router', 'ContractRegistered');

export interface ReadTransaction {
  rows: StellarRow[];
  registrations: Registration[];
}

/**
 * All events of one transaction as rows. One that nobody can read keeps its bytes. What names no operation itself belongs to
 * the only one that the transaction names.
 */
export function readTransaction(
  contracts: FollowedContracts,
  events: readonly ChainEvent[],
  network: string,
): ReadTransaction {
  const registrations: Registration[] = [];
  const rows = events.map((event): StellarRow => {
    const row = rowOf(contracts, event, network);
    if (row.type === REGISTERED) {
      const { contract, kind } = JSON.parse(row.data as string) as { contract: string; kind: number };
      registrations.push({ contractId: contract, kind });
    }
    return row;
  });
  const subjects = new Set(rows.flatMap(({ subject }) => subject ?? []));
  const [only] = subjects;
  if (subjects.size === 1) for (const row of rows) row.subject = only;
  return { rows, registrations };
}

/** Events that follow each other, by transaction. */
export function byTransaction(events: readonly ChainEvent[]): ChainEvent[][] {
  const groups: ChainEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]?.txHash === event.txHash) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

function rowOf(contracts: FollowedContracts, event: ChainEvent, network: string): StellarRow {
  const { transaction, operation, event: index } = parseEventId(event.id);
  const contract = contracts.get(event.contractId);
  const parsed = contract && readEvent(contract, event);
  const orderLedger = Math.max(event.ledger, contract?.since ?? 0);
  const source = `urn:istsi:stellar:${network}:${event.contractId}`;
  const place = {
    id: `stellar:${network}:${event.ledger}:${transaction}:${operation}:${index}`,
    ...{ chain: 'stellar' as const, order_ledger: orderLedger, position: event.id, height: event.ledger },
    ...{ contract_id: event.contractId, source, time: event.closedAt, tx: event.txHash, digest: event.digest },
  };
  if (!contract || !parsed) {
    const { topic, value } = valuesOf(event);
    const raw = { topic: topic.map((each) => each.toString('base64')), value: value.toString('base64') };
    return { ...place, ...UNREAD, raw: JSON.stringify(raw), reason: 'the contract’s spec has no such event' };
  }
  return { ...place, ...meaningOf(contract.name, parsed) };
}

const UNREAD = { type: null, subject: null, data: null };

/** The columns that the contract's spec decides. */
export function meaningOf(contract: string, event: ReadEvent) {
  return {
    type: eventType(contract, event.name),
    subject: subjectOf(event) ?? null,
    data: JSON.stringify(event.data),
    ...{ raw: null, reason: null },
  };
}

/** Of these the first that is bytes: a withdrawal's id, for one, is that of its operation. */
const OPERATION_IDS = ['operation_id', 'withdrawal_id', 'return_id'];

/** A deposit's operation is named by its output. */
function subjectOf({ data, bytes }: ReadEvent): string | undefined {
  const hexOf = (name: string): string | undefined => {
    const value = bytes.includes(name) ? data[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  for (const name of OPERATION_IDS) {
    const id = hexOf(name);
    if (id !== undefined) return id;
  }
  const [txid, vout] = [hexOf('tx_hash'), data.vout];
  return txid !== undefined && typeof vout === 'number' ? depositOperationId({ txid, vout }) : undefined;
}
