import { Badge, type Tone } from '@istsi/ui';
import type { Operation } from '../api.ts';
import { messages } from '../messages.ts';

/** An end that nobody wished for is none to be proud of. */
const sad = new Set(['written-off', 'too-small', 'refunded', 'returned']);

export function StateBadge({ operation: { state, phase } }: { operation: Pick<Operation, 'state' | 'phase'> }) {
  const tone: Tone = phase === 'attention' ? 'bad' : phase === 'open' ? 'wait' : sad.has(state) ? 'plain' : 'good';
  return <Badge tone={tone}>{phase === 'attention' ? messages.operations.stuck(state) : state}</Badge>;
}
