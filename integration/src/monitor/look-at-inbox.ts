import { type InboxReport, reportInbox } from '../inbox/inbox-report.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, ok, type PartHealth, warning } from './part-health.ts';

/** Whether the inbox holds what others sent to it and is neither withdrawn nor returned. */
export async function lookAtInbox({ database: { db }, contracts, now, inbox }: MonitorWorld): Promise<Found> {
  if (!inbox) return { samples: [], parts: [] };
  return { samples: [], parts: [judgeInbox(await reportInbox({ db, contracts, now }, inbox))] };
}

/**
 * Pure. What is on its way out may have left already; what is there beyond what waits harms nobody: anybody may send it, and bitcoin paid
 * to the inbox's own address is minted to it. So nothing of this stops the system: a holder's account it is, and not the reserve's.
 */
export function judgeInbox(
  report: Pick<InboxReport, 'status' | 'balanceSats' | 'waitingSats' | 'leavingSats' | 'receipts'>,
): PartHealth {
  const { status, balanceSats, waitingSats, leavingSats, receipts } = report;
  const shortSats = waitingSats - leavingSats - balanceSats;
  if (shortSats > 0n)
    return failing(
      'inbox',
      `${waitingSats} sats wait in it, and it holds ${balanceSats}: ${shortSats} went where no receipt says; its key may be in other hands`,
    );
  if (status !== 'active')
    return failing('inbox', `its identity is ${status ?? 'not registered'}: nothing is withdrawn or returned`);
  const kept = receipts.kept ?? 0;
  if (kept > 0) return warning('inbox', `${kept} of what arrived are kept for people to decide about`);
  return ok('inbox', `it holds ${balanceSats} sats, and ${waitingSats} wait in it`);
}
