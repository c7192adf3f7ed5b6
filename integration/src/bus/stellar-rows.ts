import { type ChainEvent, parseEventId } from '@istsi/soroban-client';
import type { Insertable } from 'kysely';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import type { BusEventTable } from './bus-tables.ts';
import { eventType } from './envelope.ts';
import { type FollowedContracts, readEvent } from './followed-contracts.ts';
import { toJson } from './json-value.ts';

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
    const raw = { topic: event.topic.map((topic) => topic.toXdr('base64')), value: event.value.toXdr('base64') };
    return { ...place, ...UNREAD, raw: JSON.stringify(raw), reason: 'the contract’s spec has no such event' };
  }
  return { ...place, ...meaningOf(contract.name, parsed) };
}

const UNREAD = { type: null, subject: null, data: null };

/** The columns that the contract's spec decides. */
export function meaningOf(contract: string, { name, data }: { name: string; data: Record<string, unknown> }) {
  return {
    type: eventType(contract, name),
    subject: subjectOf(data) ?? null,
    data: JSON.stringify(toJson(data)),
    ...{ raw: null, reason: null },
  };
}

const hex = (bytes: unknown): string | undefined =>
  bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : undefined;

/** A withdrawal's id is that of its operation; a deposit's operation is named by its output. */
function subjectOf({ operation_id, withdrawal_id, return_id, tx_hash, vout }: Record<string, unknown>) {
  const named = hex(operation_id) ?? hex(withdrawal_id) ?? hex(return_id);
  if (named !== undefined) return named;
  const txid = hex(tx_hash);
  return txid !== undefined && typeof vout === 'number' ? depositOperationId({ txid, vout }) : undefined;
}
