import { statfs } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type BusStatus, busStatus } from '../bus/bus-status.ts';
import type { Schema } from '../database/schema.ts';
import { isLeftAlone } from '../webhooks/attempts.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, ok, type PartHealth, warning } from './part-health.ts';
import { sample } from './samples.ts';

const MOST_LAG = 1_000;
const LEAST_FREE_BPS = 1_000;

/** Whether what happens is read, verified, handled and sent on. */
export async function lookAtDelivery({ database: { db }, other }: MonitorWorld): Promise<Found> {
  const [bus, { pending, dead }, leftAlone, messages] = await Promise.all([
    busStatus(db, other ? 2 : 1),
    countDeliveries(db),
    leftAloneIn(db),
    countMessages(db),
  ]);
  const lag = bus.consumers.reduce((most, consumer) => (consumer.lag > most ? consumer.lag : most), 0n);
  const poison = bus.consumers.reduce((sum, consumer) => sum + consumer.poison, bus.keptBack.length);
  const gaps = bus.gaps.reduce((sum, { from, through }) => sum + through - from + 1, 0);
  const samples = [
    sample('istsi_bus_lag', lag),
    sample('istsi_bus_waiting', bus.waiting),
    sample('istsi_bus_poison', poison),
    sample('istsi_bus_discrepancies', bus.discrepancies.length),
    sample('istsi_bus_gap_ledgers', gaps),
    sample('istsi_webhooks_pending', pending),
    sample('istsi_webhooks_dead', dead),
    sample('istsi_webhooks_failing', leftAlone.length),
    sample('istsi_alert_messages_pending', messages),
  ];
  return { samples, parts: [busPart(bus, { lag, poison }), webhooksPart(pending, dead, leftAlone)] };
}

function busPart({ problem, gaps: [gap] }: BusStatus, { lag, poison }: { lag: bigint; poison: number }): PartHealth {
  if (problem !== undefined) return failing('events', problem);
  if (poison > 0)
    return warning('events', `${poison} events could not be read or handled: GET /v1/events/status names them`);
  if (lag > MOST_LAG) return warning('events', `the slowest reader of the bus is ${lag} events behind`);
  if (gap)
    return warning(
      'events',
      `the events of ledgers ${gap.from} to ${gap.through} were kept by no RPC and are not known here: use one with a longer history`,
    );
  return ok('events', lag === 0n ? 'every reader has handled all of them' : `${lag} are being handled`);
}

function webhooksPart(pending: number, dead: number, [alone]: readonly LeftAlone[]): PartHealth {
  if (alone) {
    const said = `webhook ${alone.id} took nothing ${alone.failures} times in a row`;
    return warning('webhooks', `${said}; ${pending} messages wait: \`istsi webhooks deliveries\` says why`);
  }
  if (dead > 0) return warning('webhooks', `${dead} messages were given up: \`istsi webhooks deliveries\` says why`);
  return ok('webhooks', pending === 0 ? 'nothing waits' : `${pending} messages are to be sent`);
}

async function countDeliveries(db: Kysely<Schema>): Promise<{ pending: number; dead: number }> {
  const row = await db
    .selectFrom('istsi.webhook_deliveries')
    .select([
      sql<bigint>`count(*) filter (where state = 'pending')`.as('pending'),
      sql<bigint>`count(*) filter (where state = 'dead')`.as('dead'),
    ])
    .where('state', '!=', 'delivered')
    .executeTakeFirstOrThrow();
  return { pending: Number(row.pending), dead: Number(row.dead) };
}

interface LeftAlone {
  id: string;
  failures: number;
}

/** Endpoints at which so much failed that they are tried only now and then; those that are disabled are known to be. */
async function leftAloneIn(db: Kysely<Schema>): Promise<LeftAlone[]> {
  const rows = await db
    .selectFrom('istsi.webhooks')
    .select(['id', 'failures'])
    .where('disabled', 'is', null)
    .where('failures', '>', 0)
    .orderBy('failures', 'desc')
    .execute();
  return rows.filter(({ failures }) => isLeftAlone(failures));
}

async function countMessages(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom('istsi.alert_messages')
    .select((columns) => columns.fn.countAll<bigint>().as('count'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Room for what is to come: in the database, where this process runs, and wherever it writes; the disk with the least tells. */
export async function lookAtRoom({ database: { db }, directories }: MonitorWorld): Promise<Found> {
  const [{ rows }, ...shares] = await Promise.all([
    sql<{ bytes: bigint }>`select pg_database_size(current_database()) as bytes`.execute(db),
    ...[process.cwd(), ...directories].map(freeBps),
  ]);
  const free = shares.reduce((least, next) => (next < least ? next : least), 10_000n);
  const samples = [
    sample('istsi_database_size_bytes', rows[0]?.bytes ?? 0n),
    sample('istsi_disk_free_basis_points', free),
  ];
  const percent = free / 100n;
  const part =
    free < LEAST_FREE_BPS
      ? warning('disk', `${percent} % of the disk is free: logs and ledgers stop when it is full`)
      : ok('disk', `${percent} % is free`);
  return { samples, parts: [part] };
}

/** What is not there yet, or is no disk, has no share. */
async function freeBps(directory: string): Promise<bigint> {
  const disk = await statfs(directory, { bigint: true }).catch(() => undefined);
  return !disk || disk.blocks === 0n ? 10_000n : (disk.bavail * 10_000n) / disk.blocks;
}
