import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { SponsorDesk } from './sponsor-desk.ts';
import { listOverdue, settle } from './sponsored-store.ts';
import { signedOf } from './submit-sponsored.ts';

const EVERY_MS = 15_000;
const SECOND_MS = 1_000;

/** Settles what was set aside for transactions whose end nobody saw: of a process that died, or of a caller who left. */
export async function runSettling(desk: SponsorDesk, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await settleOverdue(desk).catch((error: unknown) =>
      log('warn', 'sponsored transactions are not settled', { problem: describeError(error) }),
    );
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** By the ledger alone: nothing is sent. */
export async function settleOverdue(desk: SponsorDesk): Promise<void> {
  for (const row of await listOverdue(desk.db, Math.floor(desk.now().getTime() / SECOND_MS))) {
    const fate = await desk.payer.lookUp(signedOf(row));
    if (fate.status !== 'pending') await settle(desk.db, row.kind, fate);
  }
}
