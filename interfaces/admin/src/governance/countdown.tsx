import { useNow } from '@istsi/ui';
import type { Proposal } from '../api.ts';
import { messages } from '../messages.ts';

const { governance: say } = messages;

/** How long until it can be executed, or no longer; it ticks while it is looked at. */
export function Countdown({ proposal }: { proposal: Proposal }) {
  const now = useNow(1_000);
  const { standing, executable_at, expires_at } = proposal;
  if (standing !== 'waiting' && standing !== 'executable' && standing !== 'needs-approvals') return null;
  const until = standing === 'waiting' && executable_at !== null ? executable_at : expires_at;
  const left = Math.max(0, Math.floor((Date.parse(until) - now.getTime()) / 1000));
  return (
    <span className="countdown num">
      {standing === 'waiting' ? say.runsIn(spanOf(left)) : say.endsIn(spanOf(left))}
    </span>
  );
}

const DAY = 86_400;
const HOUR = 3_600;
const MINUTE = 60;
const pad = (value: number): string => String(value).padStart(2, '0');

/** `2 d 03:04:05` */
export function spanOf(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const clock = [Math.floor((seconds % DAY) / HOUR), Math.floor((seconds % HOUR) / MINUTE), seconds % MINUTE];
  return `${days > 0 ? `${days} d ` : ''}${clock.map(pad).join(':')}`;
}
