import type { Tone } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { inbox: say } = messages;

export interface Finding {
  tone: Tone;
  title: string;
  more?: string;
}

/** What somebody has to do about the inbox, the worst first; or that there is nothing. */
export function judgeInbox({ status, unexplained_sats, waiting_sats, receipts }: Shape<'Inbox'>): Finding[] {
  const kept = receipts.kept ?? 0;
  const found: Finding[] = [];
  if (BigInt(unexplained_sats) < 0n) found.push({ tone: 'bad', title: say.gone, more: say.goneMore });
  if (status === null) found.push({ tone: 'bad', title: say.unregistered, more: say.stoppedMore });
  else if (status !== 'active') found.push({ tone: 'bad', title: say.stopped(status), more: say.stoppedMore });
  if (kept > 0) found.push({ tone: 'wait', title: say.kept(kept), more: say.keptMore });
  if (found.length > 0) return found;
  return [{ tone: 'good', title: BigInt(waiting_sats) === 0n ? say.empty : say.allThere }];
}
