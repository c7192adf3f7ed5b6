import type { IntegrationError } from '@istsi/contracts/clients/integration-router';
import { KycError } from '@istsi/contracts/clients/kyc-registry';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ReceiptState } from '../inbox/receipt.ts';
import type { DepositState } from '../operations/deposits/deposit.ts';
import type { WithdrawalState } from '../operations/withdrawals/withdrawal.ts';
import { countOpenFlags } from '../suspicion/flag-store.ts';
import { patternRules } from '../suspicion/pattern-rules.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { inWords, ok, warning } from './part-health.ts';
import { boundedCounts, type Sample, sample } from './samples.ts';

type Kind = 'deposit' | 'withdrawal' | 'inbox';
const kinds = ['deposit', 'withdrawal', 'inbox'] as const satisfies Kind[];

const tables = { deposit: 'istsi.deposits', withdrawal: 'istsi.withdrawals', inbox: 'istsi.inbox_receipts' } as const;

/** How an operation can end, and what that is called. */
const ends = {
  deposit: { minted: 'completed', returned: 'returned', 'too-small': 'kept', 'written-off': 'lost' },
  withdrawal: { settled: 'completed', refunded: 'refunded' },
  inbox: { paid: 'completed', returned: 'returned', settled: 'kept' },
} as const satisfies {
  deposit: Partial<Record<DepositState, string>>;
  withdrawal: Partial<Record<WithdrawalState, string>>;
  inbox: Partial<Record<ReceiptState, string>>;
};

/**
 * How long an open operation may stay in a state before somebody should look, in seconds. States that wait for a person
 * (a holder who names an address, an officer) have none.
 */
export const mostOpenSeconds: Record<Kind, Partial<Record<DepositState | WithdrawalState | ReceiptState, number>>> = {
  deposit: { attesting: 1_800, submitted: 600, registering: 1_800, returning: 86_400, confirming: 43_200 },
  withdrawal: {
    ...{ pending: 21_600, batched: 3_600, authorizing: 3_600, authorized: 3_600, signing: 3_600, broadcast: 43_200 },
    ...{ confirming: 86_400, refunding: 3_600 },
  },
  // What is wrong is returned within ten minutes. What is kept waits for people, who are told at once.
  inbox: { received: 600, withdrawing: 600, returning: 600, kept: 0 },
};

/** Refusals that are no holder's doing: nothing that a holder can do makes one of these. */
export const ownFaults = [
  ...['host-error', 'too-few-attestations', 'too-few-signatures', 'unknown', 'outpoint-without-operation'],
  ...['ContractNotFound', 'ContractCallFailed', 'InvalidContractResponse', 'unknown-reserve-script', 'cannot-plan'],
  ...['transaction-unknown'],
];

/** Refusals of the registry, which somebody who is verified does not get. */
const complianceCodes = new Set<string>([
  ...Object.keys(KycError),
  ...([
    'ComplianceCheckFailed',
    'InsufficientKYCTier',
    'AddressBlacklisted',
  ] satisfies (keyof typeof IntegrationError)[]),
]);

/** Deposits and withdrawals: how many, how old, how fast, how large, and what holds them up. */
export async function lookAtOperations({ database: { db }, now }: MonitorWorld): Promise<Found> {
  const found = await Promise.all(kinds.map(async (kind) => await lookAtKind(db, kind, now())));
  const samples = [...found.flatMap((each) => each.samples), await heldSample(db), ...(await flagSamples(db))];
  const stuck = found.flatMap((each) => each.stuck);
  const due = found.reduce((sum, each) => sum + each.due, 0);
  const part =
    stuck.length === 0
      ? ok('operations', due === 0 ? 'nothing waits' : `${due} operations are next`)
      : warning(
          'operations',
          `${stuck.join('; ')}: \`istsi deposits\` and \`istsi withdrawals\` name them and why; of the inbox, the operations of the dashboard do`,
        );
  return { samples, parts: [part] };
}

/** Held by somebody's list, until an officer decides. */
async function heldSample(db: Kysely<Schema>): Promise<Sample> {
  const { count } = await db
    .selectFrom('istsi.screening_cases')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow();
  return sample('istsi_screening_cases', count);
}

/** Told where there is none as well: an alert ends when the last one is closed. */
async function flagSamples(db: Kysely<Schema>): Promise<Sample[]> {
  const open = await countOpenFlags(db);
  return patternRules.map(({ name }) => sample('istsi_suspicious_patterns', open.get(name) ?? 0, { rule: name }));
}

interface StateRow {
  state: string;
  count: bigint;
  due: bigint;
  oldest: Date | null;
}

async function lookAtKind(db: Kysely<Schema>, kind: Kind, now: Date) {
  const table = sql.table(tables[kind]);
  const faults = sql.join(ownFaults);
  const [{ rows: states }, { rows: codes }, { rows: sums }, { rows: done }] = await Promise.all([
    sql<StateRow>`select state, count(*) as count, count(*) filter (where wake_at <= ${now}) as due,
      min(created_at) as oldest from ${table} group by state`.execute(db),
    sql<{ code: string; count: bigint; fresh: bigint }>`select refusal_code as code, count(*) as count,
      count(*) filter (where updated_at > ${before(now, 3_600)} and refusal_code in (${faults})) as fresh
      from ${table} where refusal_code is not null group by refusal_code`.execute(db),
    sql<{ volume: string; largest: string }>`select coalesce(sum(amount_sats), 0)::text as volume,
      coalesce(max(amount_sats) filter (where created_at > ${before(now, 3_600)}), 0)::text as largest
      from ${table} where created_at > ${before(now, 86_400)}`.execute(db),
    sql<{ ended: bigint; seconds: number | null }>`select
      count(*) filter (where e.at > ${before(now, 3_600)}) as ended,
      avg(extract(epoch from e.at - o.created_at)) filter (where e.state in ('minted', 'settled'))::float8 as seconds
      from istsi.operation_events e join ${table} o on o.${sql.ref(kind === 'deposit' ? 'outpoint' : 'id')} = e.operation
      where e.at > ${before(now, 86_400)} and e.state in (${sql.join(Object.keys(ends[kind]))})`.execute(db),
  ]);
  const due = states.reduce((sum, row) => sum + Number(row.due), 0);
  const failing = codes.reduce((sum, row) => sum + Number(row.fresh), 0);
  const [{ volume, largest } = { volume: '0', largest: '0' }] = sums;
  const [{ ended, seconds } = { ended: 0n, seconds: null }] = done;
  const samples: Sample[] = [
    ...states.flatMap((row) => samplesOfState(kind, row, now)),
    ...Object.entries(mostOpenSeconds[kind]).map(([state, most]) => overdueSample(kind, state, most, states, now)),
    ...refusalSamples(kind, codes),
    ...(kind === 'deposit' ? [complianceSample(states, codes)] : []),
    sample('istsi_operations_due', due, { kind }),
    sample('istsi_operations_failing', failing, { kind }),
    sample('istsi_operations_ended', ended, { kind }),
    sample('istsi_volume_satoshis', BigInt(volume), { kind }),
    sample('istsi_largest_satoshis', BigInt(largest), { kind }),
    ...(seconds === null ? [] : [sample('istsi_processing_seconds', Math.round(seconds), { kind })]),
  ];
  return { samples, due, stuck: states.flatMap((row) => stuckIn(kind, row, now)) };
}

const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
const outcomeOf = (kind: Kind, state: string): string | undefined => (ends[kind] as Record<string, string>)[state];
const ageOf = ({ oldest }: StateRow, now: Date): number =>
  oldest === null ? 0 : Math.max(0, Math.floor((now.getTime() - oldest.getTime()) / 1_000));

function samplesOfState(kind: Kind, row: StateRow, now: Date): Sample[] {
  const { state, count } = row;
  const outcome = outcomeOf(kind, state);
  return [
    sample('istsi_operations', count, { kind, state }),
    outcome === undefined
      ? sample('istsi_oldest_open_seconds', ageOf(row, now), { kind, state })
      : sample('istsi_operations_finished_total', count, { kind, outcome }),
  ];
}

/** Zero where nothing is open: an alert of a state that emptied ends. */
function overdueSample(kind: Kind, state: string, most: number, states: readonly StateRow[], now: Date): Sample {
  const row = states.find((each) => each.state === state);
  return sample('istsi_overdue_seconds', row ? Math.max(0, ageOf(row, now) - most) : 0, { kind, state });
}

function stuckIn(kind: Kind, row: StateRow, now: Date): string[] {
  const most = (mostOpenSeconds[kind] as Record<string, number | undefined>)[row.state];
  const age = ageOf(row, now);
  return most !== undefined && age > most ? [`a ${kind} that is ${row.state} began ${inWords(age)} ago`] : [];
}

function refusalSamples(kind: Kind, rows: readonly { code: string; count: bigint }[]): Sample[] {
  const counts = boundedCounts(new Map(rows.map(({ code, count }) => [code, Number(count)])));
  // Told where there is none as well, so that it is seen that there is none.
  if (!counts.has('other')) counts.set('other', 0);
  return [...counts].map(([code, count]) => sample('istsi_refusals', count, { kind, code }));
}

/** Of the deposits that are open or minted, those that no rule of the registry holds up. */
function complianceSample(states: readonly StateRow[], codes: readonly { code: string; count: bigint }[]): Sample {
  const all = states.reduce((sum, { count }) => sum + count, 0n);
  const refused = codes.reduce((sum, { code, count }) => (complianceCodes.has(code) ? sum + count : sum), 0n);
  return sample('istsi_compliance_basis_points', all === 0n ? 10_000n : ((all - refused) * 10_000n) / all);
}
