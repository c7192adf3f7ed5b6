import {
  ALARMING_RUNS,
  type ReconciliationStanding,
  reconciliationStanding,
} from '../reconciliation/reconciliation-store.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, type PartHealth, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';

/** What holding both chains against each other came to, lately. */
export async function lookAtReconciliations({ database, now }: MonitorWorld): Promise<Found> {
  const standing = await reconciliationStanding(database.db);
  const { last, differencesInARow, unknownInARow } = standing;
  // Where none was ever made there is nothing to be late with.
  if (!last) return { samples: [], parts: [] };
  const age = Math.max(0, Math.floor((now().getTime() - last.endedAt.getTime()) / 1_000));
  const samples: Sample[] = [
    sample('istsi_reconciliation_age_seconds', age),
    sample('istsi_reconciliation_differences', differencesInARow),
    sample('istsi_reconciliation_unknown', unknownInARow),
    ...(last.outcome === 'unknown' ? [] : [sample('istsi_unexplained_satoshis', last.unexplainedSats)]),
  ];
  return { samples, parts: [partOf(standing, last, age)] };
}

function partOf(
  { differencesInARow }: ReconciliationStanding,
  last: NonNullable<ReconciliationStanding['last']>,
  age: number,
): PartHealth {
  const part = 'reconciliation';
  const { id, outcome, unexplainedSats, block, ledger, unknown, disagreements } = last;
  const at = block && ledger ? ` at block ${block.height} and ledger ${ledger.sequence}` : '';
  const more = `\`istsi reconcile --show ${id}\` has all of it`;
  if (outcome === 'difference') {
    const found = `nothing explains ${unexplainedSats} sats${at}; ${more}`;
    return differencesInARow < ALARMING_RUNS ? warning(part, found) : failing(part, found);
  }
  if (outcome === 'balanced') return ok(part, `both chains agree to the satoshi${at}, ${inWords(age)} ago`);
  const [apart] = disagreements;
  const [open] = unknown;
  const why = apart
    ? `two servers of ${apart.chain} differ about ${apart.what}`
    : `${open?.what ?? 'both chains'}: ${open?.why ?? 'nobody knows'}`;
  return warning(part, `it is not known whether both chains agree: ${why}; ${more}`);
}
