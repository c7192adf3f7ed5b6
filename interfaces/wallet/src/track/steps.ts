import type { TimelineStep } from '@istsi/ui';
import type { Step } from './use-followed.ts';

const BAD = new Set(['refused', 'orphaned', 'written-off', 'too-small']);

/** The last step is what goes on now, until all is over. A state that is entered again and again is told once, the last time. */
export function stepsOf(steps: readonly Step[], names: Record<string, string>, isOver: boolean): TimelineStep[] {
  const told = steps.filter((step, index) => steps[index + 1]?.state !== step.state);
  return told.map(({ id, at, state }, index) => ({
    ...{ id, at, title: names[state] ?? state },
    state: BAD.has(state) ? 'failed' : index === told.length - 1 && !isOver ? 'next' : 'done',
  }));
}
