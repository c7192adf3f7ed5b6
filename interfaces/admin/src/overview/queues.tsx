import { Card } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { queues: say } = messages;

/** How many wait where: a bar each, as long as its share of the longest. */
export function Queues({ status }: { status: Shape<'Status'> }) {
  const rows = [...rowsOf(say.deposits, status.deposits), ...rowsOf(say.withdrawals, status.withdrawals)];
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <Card title={say.title}>
      {rows.length === 0 && <p className="empty">{say.nothing}</p>}
      <dl className="queues">
        {rows.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <meter min={0} max={most} value={count} aria-label={name} />
              <span className="num">{count}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** Where nothing waits any more is no queue. */
const ends = new Set(['minted', 'returned', 'written-off', 'too-small', 'settled', 'refunded']);

const rowsOf = (kind: string, counts: Partial<Record<string, number>>): { name: string; count: number }[] =>
  Object.entries(counts)
    .filter(([state, count]) => !ends.has(state) && (count ?? 0) > 0)
    .map(([state, count = 0]) => ({ name: `${kind}, ${state}`, count }));
