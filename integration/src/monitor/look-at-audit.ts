import type { AuditStanding, Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, type PartHealth, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';

/** Whether the audit log is what it was, was seen to grow by others, and is written where its own key has no power. */
export function lookAtAudit({ audit, now }: MonitorWorld): Promise<Found> {
  const standing = audit();
  const secondsSince = (at: Date | undefined): number =>
    at ? Math.max(0, Math.floor((now().getTime() - at.getTime()) / 1_000)) : 0;
  const { anchoring, witnessing } = standing;
  const unanchored = secondsSince(anchoring?.waitingSince);
  const unwitnessed = secondsSince(witnessing?.waitingSince);
  const samples: Sample[] = [];
  if (anchoring) samples.push(sample('istsi_audit_unanchored_seconds', unanchored));
  if (witnessing) samples.push(sample('istsi_audit_unwitnessed_seconds', unwitnessed));
  return Promise.resolve({ samples, parts: [judgeAudit(standing, { unanchored, unwitnessed })] });
}

const ANCHORED_SECONDS = 10_800;
const WITNESSED_SECONDS = 600;

/** Pure. That somebody has changed the log comes before all else; what is waited for, in seconds. */
export function judgeAudit(
  { problem, anchoring, witnessing }: AuditStanding,
  { unanchored, unwitnessed }: { unanchored: number; unwitnessed: number },
): PartHealth {
  const altered = problem ?? witnessing?.forked ?? anchoring?.altered;
  if (altered !== undefined) return failing('audit', altered);
  if (witnessing && unwitnessed > WITNESSED_SECONDS) {
    const [first] = witnessing.witnesses.filter((witness) => witness.problem !== undefined);
    const why = first ? `: of ${first.name}, ${first.problem}` : '';
    return warning('audit', `too few witnesses cosigned what was signed ${inWords(unwitnessed)} ago${why}`);
  }
  if (anchoring?.problem !== undefined)
    return warning('audit', `the log is not written on Stellar: ${anchoring.problem}`);
  if (unanchored > ANCHORED_SECONDS)
    return warning('audit', `what was signed ${inWords(unanchored)} ago is not written on Stellar yet`);
  const seen = witnessing ? [`${witnessing.published} entries are cosigned`] : [];
  const written = anchoring ? [`${anchoring.size} entries are written on Stellar`] : [];
  return ok(
    'audit',
    ['the log continues what was signed', [...seen, ...written].join(', ')].filter(Boolean).join('; '),
  );
}
