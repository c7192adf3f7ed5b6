import type { Anchoring } from '../audit/anchoring.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, type PartHealth, warning } from './part-health.ts';
import { sample } from './samples.ts';

/** Whether the audit log is what it was, and is written where its own key has no power. */
export function lookAtAudit({ audit, now }: MonitorWorld): Promise<Found> {
  const { problem, anchoring } = audit();
  const { waitingSince } = anchoring ?? {};
  const waited = waitingSince ? Math.max(0, Math.floor((now().getTime() - waitingSince.getTime()) / 1_000)) : 0;
  return Promise.resolve({
    samples: anchoring ? [sample('istsi_audit_unanchored_seconds', waited)] : [],
    parts: [judgeAudit(problem, anchoring, waited)],
  });
}

const LATE_SECONDS = 10_800;

/** Pure. That somebody has changed the log comes before all else. */
export function judgeAudit(
  problem: string | undefined,
  anchoring: Anchoring | undefined,
  waitedSeconds: number,
): PartHealth {
  const altered = problem ?? anchoring?.altered;
  if (altered !== undefined) return failing('audit', altered);
  if (!anchoring) return ok('audit', 'the log continues what was signed');
  if (anchoring.problem !== undefined)
    return warning('audit', `the log is not written on Stellar: ${anchoring.problem}`);
  if (waitedSeconds > LATE_SECONDS)
    return warning('audit', `what was signed ${inWords(waitedSeconds)} ago is not written on Stellar yet`);
  return ok('audit', `the log continues what was signed; ${anchoring.size} entries are written on Stellar`);
}
