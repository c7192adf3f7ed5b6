import type { Tone } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { alerts: say } = messages;
type Alert = Shape<'Alert'>;

/** Of what is over, nothing is coloured. */
export const toneOf = ({ severity, state }: Pick<Alert, 'severity' | 'state'>): Tone =>
  state === 'resolved' ? 'plain' : severity === 'critical' ? 'bad' : severity === 'warning' ? 'wait' : 'plain';

/** An account by its ends; a name as it is. */
export const shortName = (who: string): string =>
  who.replace(/\b([GC][A-Z2-7]{3})[A-Z2-7]{48}([A-Z2-7]{4})\b/, '$1…$2');

/** Whether somebody has to do something about it, in a few words. */
export function standingOf(alert: Alert, now = new Date()): string {
  const { state, acknowledged_by, assigned_to, silenced_until } = alert;
  if (state === 'resolved') return say.states.resolved;
  const isSilent = silenced_until !== null && Date.parse(silenced_until) > now.getTime();
  const parts = [
    say.states[state],
    acknowledged_by === null ? say.unacknowledged : say.acknowledgedBy(shortName(acknowledged_by)),
    acknowledged_by === null && assigned_to !== null ? say.asked(shortName(assigned_to)) : '',
    isSilent ? say.silentUntil(new Date(silenced_until)) : '',
  ];
  return parts.filter(Boolean).join(', ');
}
