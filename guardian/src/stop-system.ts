import { createHash } from 'node:crypto';
import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import type { GuardianWorld } from './guardian-world.ts';
import { sendCall } from './send-call.ts';

/** A contract's text; what is not in it is in this guardian's log. */
const MOST_REASON = 200;

/**
 * Stops the system for what is accused and was not acted on. Once for each: what governance decides afterwards stands. The
 * reason carries a reference, by which a guardian that was killed in between finds its own pause among the events.
 */
export async function stopSystem(world: GuardianWorld): Promise<string | undefined> {
  const { memory, contracts, key, log } = world;
  const open = [...memory.state().accused].filter(([, { isPaused }]) => !isPaused);
  if (open.length === 0) return undefined;
  const ids = open.map(([id]) => id).sort();
  const reference = createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 16);
  if (!memory.state().pauses.has(reference)) memory.remember({ kind: 'pausing', reference, ids });
  const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
  const reason = `guardian ${reference}: ${open[0]?.[1].why ?? ''}`.slice(0, MOST_REASON - more.length) + more;
  const caller = key.publicKey();
  const paused = await sendCall(world, contracts.router.invocation('emergency_pause', { caller, reason }));
  if (paused.ok) {
    memory.remember({ kind: 'paused', reference });
    log('error', 'the system was stopped', { reason, tx: paused.hash });
    return undefined;
  }
  if (paused.error?.code === IntegrationError.SecondPersonNeeded) await askForStop(world, reference, reason);
  return `the system cannot be stopped: ${paused.reason}`;
}

/** Somebody else has to say so too: soon after governance let the system run again, one guardian alone is not enough. */
async function askForStop(world: GuardianWorld, reference: string, reason: string): Promise<void> {
  const { contracts, key, log, asked, now } = world;
  const last = asked.get(reference);
  if (last !== undefined && now() - last < ASK_EVERY_MS) return;
  const call = contracts.router.invocation('request_stop', { caller: key.publicKey(), reason });
  const outcome = await sendCall(world, call);
  if (!outcome.ok) return;
  asked.set(reference, now());
  log('error', 'a second person is asked to stop the system', { reason, tx: outcome.hash });
}

/** Requests are forgotten after a day. */
const ASK_EVERY_MS = 12 * 3_600_000;

/** What the events say of this guardian's own pauses. */
export function noteOwnPauses({ memory }: GuardianWorld, reasons: readonly string[]): void {
  for (const [reference, { isDone }] of memory.state().pauses) {
    if (!isDone && reasons.some((reason) => reason.startsWith(`guardian ${reference}:`)))
      memory.remember({ kind: 'paused', reference });
  }
}
