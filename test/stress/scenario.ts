import type { Passage, TcpGate } from '../../integration/test/tcp-gate.ts';
import type { Gates, StressWorld } from './stress-world.ts';

/** What goes wrong, how the system is to be while it does, and what must be said. */
export interface Scenario {
  name: string;
  begin(world: StressWorld): Promise<void> | void;
  end(world: StressWorld): Promise<void> | void;
  /** The parts that say it; none where nothing is to be noticed. */
  parts: readonly (string | RegExp)[];
  /** The alarms that are raised; none where no alarm can be kept, or none is due. */
  alarms: readonly string[];
  /** They are raised when it is over, and not before: nobody could know. */
  alarmsAfter?: true;
  /** What happens meanwhile to a deposit that is deep enough, and to a withdrawal. */
  meanwhile: 'goes on' | 'waits';
  /** How long each wait may take, where that is more than usual. */
  patienceMs?: number;
  /** What must be true afterwards besides; answers in words what is not yet. */
  after?(world: StressWorld): Promise<string | undefined>;
}

export type Expected = Omit<Scenario, 'name' | 'begin' | 'end'>;
export type Pick = (gates: Gates) => readonly TcpGate[];

/** Nothing that the system cannot do without. */
export const unnoticed: Expected = { parts: [], alarms: [], meanwhile: 'goes on' };

export const reached = (name: string, passage: Passage, pick: Pick, expected: Expected): Scenario => ({
  name: `${name}: ${passage}`,
  begin({ gates }) {
    for (const gate of pick(gates)) gate.set(passage);
  },
  end({ gates }) {
    for (const gate of pick(gates)) gate.set('open');
  },
  ...expected,
});

/** All that is on the bus has come to the webhook's receiver. */
export async function everythingArrived({ services, receiver }: StressWorld): Promise<string | undefined> {
  const { consumers } = await services.events.status();
  const behind = consumers.find(({ lag }) => lag > 0n);
  if (behind) return `${behind.name} is ${behind.lag} events behind`;
  const [webhook] = await services.webhooks.list();
  const waiting = webhook ? await services.webhooks.deliveries(webhook.id, { state: 'pending', limit: 1 }) : [];
  if (waiting.length > 0) return 'messages to the webhook are waiting';
  const delivered = webhook ? await services.webhooks.deliveries(webhook.id, { state: 'delivered', limit: 500 }) : [];
  const lost = delivered.find(({ eventId }) => !receiver.taken.has(eventId));
  return lost && `the webhook's receiver never had ${lost.eventId}`;
}
