import type { components } from '@istsi/client';
import { messages } from '../messages.ts';

type Status = components['schemas']['Status'];
type Reserves = components['schemas']['Reserves'];

const { overview: say } = messages;

interface Said {
  tone: 'good' | 'wait' | 'bad';
  sentence: string;
  more: string;
}

/** What is true of the system, the gravest first. */
export function judge(status: Status, reserves: Reserves): Said {
  const height = reserves.compared_height;
  const compared = height === null ? say.notCompared : say.compared(height);
  if (BigInt(reserves.short_sats) > 0n) return { tone: 'bad', sentence: say.short, more: compared };
  if (status.paused) return { tone: 'bad', sentence: say.paused, more: compared };
  if (!status.ok) return { tone: 'wait', sentence: say.unwell, more: compared };
  if (BigInt(reserves.supply_sats) === 0n) return { tone: 'good', sentence: say.nothing, more: say.nothingMore };
  return { tone: 'good', sentence: say.backed, more: compared };
}

export interface ClaimProps {
  status: Status | undefined;
  reserves: Reserves | undefined;
  /** The last question was not answered. */
  isUnknown: boolean;
}

export function Claim({ status, reserves, isUnknown }: ClaimProps) {
  const said: Said =
    isUnknown || !status || !reserves
      ? { tone: 'bad', sentence: say.unknown, more: status ? say.lastKnown : say.unknownMore }
      : judge(status, reserves);
  return (
    <section className="claim" aria-live="polite">
      <h1 className={said.tone}>{said.sentence}</h1>
      <p>{said.more}</p>
    </section>
  );
}
