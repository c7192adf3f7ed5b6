import { decodeEntry } from '@istsi/audit-log';
import { readLedgers } from '@istsi/soroban-client';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadAlert } from './alert-store.ts';
import {
  type ChainSpan,
  composeReport,
  type Gathered,
  type IncidentMoment,
  type IncidentReport,
  spanOf,
} from './incident-report.ts';
import { readHistory } from './metric-history.ts';
import type { MonitorWorld } from './monitor-world.ts';

/** Of each source. A report is read by people. */
const MOST = 300;

interface Span {
  from: Date;
  through: Date;
}

/** As the nodes have them now; undefined for what they do not keep, or have not come to. */
export interface ChainHashes {
  ledger(sequence: number): Promise<string | undefined>;
  block(height: number): Promise<string | undefined>;
}

export const hashesOf = ({ network, bitcoin }: Pick<MonitorWorld, 'network' | 'bitcoin'>): ChainHashes => ({
  async ledger(sequence) {
    const [found] = await readLedgers(network, { from: sequence, limit: 1 });
    return found?.sequence === sequence ? found.hash : undefined;
  },
  block: async (height) => await bitcoin.getBlockHash(height),
});

/** What became of the entries in the audit log, the operations, the other alerts and both chains while an alert lived. */
export async function gatherIncident(
  db: Kysely<Schema>,
  hashes: ChainHashes,
  id: string,
  now: Date,
): Promise<IncidentReport> {
  const alert = await loadAlert(db, id, now);
  const span = spanOf(alert, now);
  const [others, messages, acts, steps, stellar, bitcoin] = await Promise.all([
    othersIn(db, id, span),
    messagesOf(db, id),
    actsIn(db, span),
    stepsIn(db, span),
    chainIn(db, 'istsi_stellar_ledger{view="first"}', span, now, hashes.ledger),
    chainIn(db, 'istsi_bitcoin_height_blocks{view="first"}', span, now, hashes.block),
  ]);
  const gathered = [
    { source: 'alerts', moments: others, most: MOST },
    { source: 'messages', moments: messages, most: MOST },
    { source: 'audit', moments: acts, most: MOST },
    { source: 'operations', moments: steps, most: MOST },
  ] satisfies Gathered[];
  return composeReport(alert, span, gathered, { stellar, bitcoin });
}

/** Other alerts that began then: what else was wrong. */
async function othersIn(db: Kysely<Schema>, id: string, { from, through }: Span): Promise<IncidentMoment[]> {
  const rows = await db
    .selectFrom('istsi.alerts')
    .select(['id', 'summary', 'severity', 'fired_at'])
    .where('id', '!=', id)
    .where('fired_at', '>=', from)
    .where('fired_at', '<=', through)
    .orderBy('fired_at')
    .limit(MOST + 1)
    .execute();
  return rows.map((row) => ({
    ...{ at: row.fired_at ?? from, source: 'alert', what: 'another one fired', subject: row.id },
    detail: { severity: row.severity, summary: row.summary },
  }));
}

/** Who was told of it, and when their server took it. */
async function messagesOf(db: Kysely<Schema>, id: string): Promise<IncidentMoment[]> {
  const rows = await db
    .selectFrom('istsi.alert_messages')
    .select(['channel', 'state', 'attempts', 'created_at', 'delivered_at', 'last_error'])
    .where(sql<boolean>`body::jsonb @> ${JSON.stringify({ alerts: [{ id }] })}::jsonb`)
    .orderBy('created_at')
    .limit(MOST + 1)
    .execute();
  return rows.map(({ channel, state, attempts, created_at, delivered_at, last_error }) => ({
    ...{ at: delivered_at ?? created_at, source: 'message', subject: channel },
    what: state === 'delivered' ? 'a channel took the message' : `a message is ${state}`,
    detail: { attempts: String(attempts), ...(last_error !== null && { problem: last_error }) },
  }));
}

/** People stay the commitments that the log has of them. */
async function actsIn(db: Kysely<Schema>, { from, through }: Span): Promise<IncidentMoment[]> {
  const rows = await db
    .selectFrom('istsi.audit_entries as e')
    .innerJoin('istsi.audit_sequence as s', 's.arrived', 'e.arrived')
    .select(['s.index', 'e.at', 'e.action', 'e.actor', 'e.correlation_id', 'e.entry'])
    .where('e.at', '>=', from)
    .where('e.at', '<=', through)
    .orderBy('e.at')
    .limit(MOST + 1)
    .execute();
  return rows.map(({ index, at, action, actor, correlation_id, entry }) => {
    const read = decodeEntry(entry);
    const reason = read?.reason ?? null;
    const error = read?.error?.condition ?? null;
    return {
      ...{ at, source: 'audit', what: action, subject: correlation_id },
      detail: {
        ...{ entry: String(index), actor },
        ...(reason !== null && { reason }),
        ...(error !== null && { error }),
      },
    };
  });
}

async function stepsIn(db: Kysely<Schema>, { from, through }: Span): Promise<IncidentMoment[]> {
  const rows = await db
    .selectFrom('istsi.operation_events')
    .select(['at', 'operation', 'state', 'detail'])
    .where('at', '>=', from)
    .where('at', '<=', through)
    .orderBy('at')
    .limit(MOST + 1)
    .execute();
  return rows.map(({ at, operation, state, detail }) => ({
    ...{ at, source: 'operation', what: state, subject: operation, detail },
  }));
}

/** Of what the monitor saw itself: what it did not look at, it does not know. */
async function chainIn(
  db: Kysely<Schema>,
  series: string,
  { from, through }: Span,
  now: Date,
  hashAt: (height: number) => Promise<string | undefined>,
): Promise<ChainSpan | null> {
  const { points } = await readHistory(db, { series, from, through }, now);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  // A node that is gone, or keeps no such old ledger, holds up no report: that it does not say is said.
  const hashOf = async (height: string): Promise<string | null> =>
    (await hashAt(Number(height)).catch(() => undefined)) ?? null;
  const [fromHash, throughHash] = await Promise.all([hashOf(first.least), hashOf(last.most)]);
  return { from: first.least, through: last.most, fromHash, throughHash };
}
