import { formatBtc, type Tone } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { reconciliations: say } = messages;
export type Reconciliation = Shape<'Reconciliation'>;
export type Lately = Pick<Shape<'ReconciliationPage'>, 'items' | 'differences_in_a_row' | 'unknown_in_a_row'>;

/** When the alarm `reconciliation-late` rings too. */
const LATE_MS = 14_400_000;
/** From two on, nothing is minted. */
const STOPS_MINTING = 2;

export interface JudgedReconciliation {
  tone: Tone;
  sentence: string;
  /** Its page of what to do, where there is something to do. */
  runbook?: 'reconciliation-differs' | 'reconciliation-unknown' | 'reconciliation-late';
  more?: string;
}

/** What is known of both chains now, by the comparisons made lately. What is not known is called neither well nor wrong. */
export function judgeReconciliations({ items, ...rows }: Lately, now: Date): JudgedReconciliation {
  const [last] = items;
  if (!last) return { tone: 'wait', sentence: say.never, more: say.neverMore };
  const differs = rows.differences_in_a_row;
  if (last.outcome === 'difference' || (last.outcome === 'unknown' && differs > 0)) {
    const sentence = last.outcome === 'difference' ? judgeOne(last).sentence : say.unknownAfterDifference;
    const more = differs >= STOPS_MINTING ? { more: say.inARow(differs) } : {};
    return { tone: 'bad', sentence, runbook: 'reconciliation-differs', ...more };
  }
  if (last.outcome === 'unknown')
    return { ...judgeOne(last), runbook: 'reconciliation-unknown', more: say.unknownInARow(rows.unknown_in_a_row) };
  if (now.getTime() - Date.parse(last.ended_at) > LATE_MS)
    return { tone: 'wait', sentence: say.late, runbook: 'reconciliation-late' };
  return judgeOne(last);
}

/** What came of one, when it was made. */
export function judgeOne({ outcome, unexplained_sats, differences_in_all }: Reconciliation): JudgedReconciliation {
  if (outcome === 'difference') return { tone: 'bad', sentence: say.differ(formatBtc(BigInt(unexplained_sats))) };
  if (outcome === 'unknown') return { tone: 'wait', sentence: say.unknown };
  const explained = differences_in_all.toLocaleString('en');
  return { tone: 'good', sentence: differences_in_all === 0 ? say.balanced : say.balancedExplained(explained) };
}

/** What differs at one comparison, explained or not, without regard to its sign; null where that is not known. */
export function differingSats(made: Reconciliation): { explained: bigint | null; unexplained: bigint | null } {
  if (made.outcome === 'unknown') return { explained: null, unexplained: null };
  const isAll = made.differences.length === made.differences_in_all;
  const explained = made.differences.filter(({ explanation }) => explanation !== 'unexplained');
  const sum = explained.reduce((sats, each) => sats + BigInt(each.sats.replace('-', '')), 0n);
  return { explained: isAll ? sum : null, unexplained: BigInt(made.unexplained_sats) };
}
