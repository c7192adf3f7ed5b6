import { describeError } from '../errors.ts';
import type { ChildMessage, Facts } from './messages.ts';

/** How long an orderly stop may take when nobody is left to force it. */
const LAST_RESORT_MS = 15_000;

export interface Hosted {
  /** What the supervisor, or the person at the terminal, needs to know to use it. */
  facts: Facts;
  /** Settles when it ended by itself, which it should not. */
  ended?: Promise<string>;
  stop(): Promise<void>;
}

/** Why a part ended whose disk failed: only a new start knows what reached the disk. */
export const describeDiskFailure = (cause: unknown): string => `Its disk failed: ${describeError(cause)}`;

export interface HostContext {
  progress(detail: string): void;
}

/**
 * Runs one long-lived part in this process until it is told to stop: by its supervisor, by the supervisor's death
 * (the IPC channel closes), or by a signal when it runs alone in a terminal. Resolves to the exit code.
 */
export async function host(
  start: (context: HostContext) => Promise<Hosted>,
  announce: (facts: Facts) => void,
): Promise<number> {
  const supervised = process.send !== undefined;
  const told = toldToStop(supervised);
  let hosted: Hosted;
  try {
    const starting = start({ progress: (detail) => void tell({ type: 'progress', detail }) });
    // Told to stop while still starting: what has been started must be stopped, but a hung start must not keep us.
    const lastResort = told.then(() => setTimeout(() => process.exit(1), LAST_RESORT_MS));
    hosted = await starting;
    void lastResort.then(clearTimeout);
  } catch (error) {
    if (!supervised) throw error;
    console.error(error);
    await tell({ type: 'failed', reason: describeError(error) });
    return 1;
  }
  if (supervised) await tell({ type: 'ready', facts: hosted.facts });
  else announce(hosted.facts);

  const endedReason = await Promise.race([told.then(() => undefined), hosted.ended ?? new Promise<never>(() => {})]);
  if (endedReason !== undefined) {
    console.error(endedReason);
    await tell({ type: 'failed', reason: endedReason });
    return 1;
  }
  const lastResort = setTimeout(() => process.exit(1), LAST_RESORT_MS);
  await hosted.stop();
  clearTimeout(lastResort);
  return 0;
}

function toldToStop(supervised: boolean): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals > 1 && !supervised) process.exit(130);
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    if (!supervised) return;
    process.on('message', (message) => {
      if ((message as { type?: string } | null)?.type === 'stop') resolve();
    });
    process.once('disconnect', () => resolve());
  });
}

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}
