import type { Kysely, Selectable } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import {
  type Difference,
  type Disagreement,
  type Outcome,
  outcomeOf,
  type Unknown,
  unexplainedSats,
} from './findings.ts';
import type { Figures, Reconciliation } from './reconcile.ts';
import type { ReconciliationTable } from './reconciliation-tables.ts';

/** A reconciliation as it was made, once and for all. Of each list, no more than `MOST_KEPT`. */
export interface ReconciliationView extends Omit<Reconciliation, 'differences'> {
  id: string;
  beganAt: Date;
  endedAt: Date;
  outcome: Outcome;
  unexplainedSats: bigint;
  /** The most important ones. */
  differences: readonly Difference[];
  differencesInAll: number;
}

/** How it has been lately. */
export interface ReconciliationStanding {
  last: ReconciliationView | undefined;
  /** Runs in a row, up to the last, that found something unexplained; what ended without an answer interrupts nothing. */
  differencesInARow: number;
  /** Runs in a row, up to the last, that could not be brought to an end. */
  unknownInARow: number;
}

/** This often in a row, and minting stops and people are told: what was between two states for one look is not for two. */
export const ALARMING_RUNS = 2;
/** Kept of each list, for ever: a server that lies may say any number of things. */
const MOST_KEPT = 200;
const LOOKED_BACK = 100;

/** Keeps it, and has the audit log say so in the same transaction. */
export async function storeReconciliation(
  db: Kysely<Schema>,
  found: Reconciliation,
  beganAt: Date,
): Promise<ReconciliationView> {
  const outcome = outcomeOf(found);
  const unexplained = unexplainedSats(found.differences);
  // What nothing explains comes first, and of the rest the largest: the table keeps so many.
  const ordered = [...found.differences].sort(byImportance).slice(0, MOST_KEPT);
  return await db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('istsi.reconciliations')
      .values({
        ...{ began_at: beganAt, ended_at: new Date(), outcome, unexplained_sats: unexplained },
        bitcoin_height: found.block?.height ?? null,
        bitcoin_block: found.block?.hash ?? null,
        ledger: found.ledger === undefined ? null : BigInt(found.ledger.sequence),
        ledger_hash: found.ledger?.hash ?? null,
        coin_source: found.coinSource ?? null,
        ...{ stellar_views: found.views.stellar, bitcoin_views: found.views.bitcoin },
        figures: found.figures ? textOf(found.figures) : null,
        ...{ differences: textOf(ordered), differences_in_all: found.differences.length },
        unknown: textOf(found.unknown.slice(0, MOST_KEPT)),
        disagreements: textOf(found.disagreements.slice(0, MOST_KEPT)),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const view = viewOf(row);
    await writeAct(trx, {
      action: 'reconciliation.made',
      changes: {
        ...{ reconciliation: view.id, outcome, unexplained_sats: String(unexplained) },
        ...{ bitcoin_block: found.block?.hash ?? null, ledger: found.ledger?.sequence ?? null },
      },
    });
    return view;
  });
}

/** Newest first. */
export async function listReconciliations(
  db: Kysely<Schema>,
  { limit, before }: { limit: number; before?: bigint | undefined },
): Promise<{ items: ReconciliationView[]; nextCursor: string | undefined }> {
  let select = db.selectFrom('istsi.reconciliations').selectAll();
  if (before !== undefined) select = select.where('id', '<', before);
  const rows = await select
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(viewOf);
  return { items, nextCursor: rows.length > limit ? items.at(-1)?.id : undefined };
}

export async function findReconciliation(db: Kysely<Schema>, id: bigint): Promise<ReconciliationView | undefined> {
  const row = await db.selectFrom('istsi.reconciliations').selectAll().where('id', '=', id).executeTakeFirst();
  return row && viewOf(row);
}

export async function reconciliationStanding(db: Kysely<Schema>): Promise<ReconciliationStanding> {
  const [{ items }, outcomes, found] = await Promise.all([
    listReconciliations(db, { limit: 1 }),
    lastOutcomes(db),
    lastFound(db),
  ]);
  const { unknownInARow } = runsInARow(outcomes);
  return { last: items[0], ...runsInARow(found), unknownInARow };
}

const newestOutcomes = (db: Kysely<Schema>) =>
  db.selectFrom('istsi.reconciliations').select('outcome').orderBy('id', 'desc').limit(LOOKED_BACK);

/** Newest first. */
const lastOutcomes = async (db: Kysely<Schema>): Promise<Outcome[]> =>
  (await newestOutcomes(db).execute()).map(({ outcome }) => outcome as Outcome);

/** Those that came to an end, however long ago: any number of others says nothing against them. */
const lastFound = async (db: Kysely<Schema>): Promise<Outcome[]> =>
  (await newestOutcomes(db).where('outcome', '!=', 'unknown').execute()).map(({ outcome }) => outcome as Outcome);

/** Of outcomes, newest first. Pure. */
export function runsInARow(
  outcomes: readonly Outcome[],
): Pick<ReconciliationStanding, 'differencesInARow' | 'unknownInARow'> {
  const known = outcomes.filter((outcome) => outcome !== 'unknown');
  const firstBalanced = known.indexOf('balanced');
  const firstKnown = outcomes.findIndex((outcome) => outcome !== 'unknown');
  return {
    differencesInARow: firstBalanced < 0 ? known.length : firstBalanced,
    unknownInARow: firstKnown < 0 ? outcomes.length : firstKnown,
  };
}

/** Why nothing is minted; undefined while nothing speaks against it. */
export async function unreconciled(db: Kysely<Schema>): Promise<string | undefined> {
  const { differencesInARow } = runsInARow(await lastFound(db));
  if (differencesInARow < ALARMING_RUNS) return undefined;
  return `nothing is minted while ${differencesInARow} reconciliations in a row found what nothing explains; \`istsi reconcile\` says what it is`;
}

function byImportance(one: Difference, other: Difference): number {
  const rank = ({ explanation }: Difference): number => (explanation === 'unexplained' ? 0 : 1);
  const size = ({ sats }: Difference): bigint => (sats < 0n ? -sats : sats);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  return size(one) === size(other) ? 0 : size(one) > size(other) ? -1 : 1;
}

/** JSON's numbers lose satoshis: amounts are text with a mark. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));

const revived = <T>(value: unknown): T =>
  JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'string' && /^-?\d{1,20}n$/.test(each) ? BigInt(each.slice(0, -1)) : each,
  ) as T;

function viewOf(row: Selectable<ReconciliationTable>): ReconciliationView {
  const { bitcoin_height: height, bitcoin_block: hash, ledger, ledger_hash } = row;
  return {
    ...{ id: String(row.id), beganAt: row.began_at, endedAt: row.ended_at },
    ...{ outcome: row.outcome as Outcome, unexplainedSats: row.unexplained_sats },
    block: height === null || hash === null ? undefined : { height, hash },
    ledger: ledger === null || ledger_hash === null ? undefined : { sequence: Number(ledger), hash: ledger_hash },
    coinSource: (row.coin_source ?? undefined) as Reconciliation['coinSource'],
    views: { stellar: row.stellar_views, bitcoin: row.bitcoin_views },
    figures: row.figures === null ? undefined : revived<Figures>(row.figures),
    differences: revived<Difference[]>(row.differences),
    differencesInAll: row.differences_in_all,
    unknown: row.unknown as Unknown[],
    disagreements: row.disagreements as Disagreement[],
  };
}
