import { type GovernanceConfig, type Proposal, ProposalStatus } from '@istsi/contracts/clients/integration-router';
import { describeSpan } from '../describe-span.ts';

/** How far a proposal is, by the router's own rules. Times are seconds of ledger time. */
export type Standing =
  | { is: 'needs-approvals'; missing: number; of: number; expiresIn: bigint }
  | { is: 'waiting'; executableIn: bigint; expiresIn: bigint }
  | { is: 'executable'; expiresIn: bigint }
  | { is: 'expired' }
  | { is: 'executed' }
  | { is: 'cancelled' };

type Counted = Pick<Proposal, 'status' | 'approvals' | 'executable_at' | 'expires_at'>;

/** What the router would say of the proposal at this ledger time. */
export function standingOf(proposal: Counted, rules: Pick<GovernanceConfig, 'threshold'>, now: bigint): Standing {
  if (proposal.status === ProposalStatus.Executed) return { is: 'executed' };
  if (proposal.status === ProposalStatus.Cancelled) return { is: 'cancelled' };
  if (now >= proposal.expires_at) return { is: 'expired' };
  const expiresIn = proposal.expires_at - now;
  const missing = rules.threshold - proposal.approvals.length;
  // A threshold that was raised or a vote that was struck leaves too few, whatever the clock says.
  if (missing > 0) return { is: 'needs-approvals', missing, of: rules.threshold, expiresIn };
  const executableIn = proposal.executable_at - now;
  return executableIn > 0n ? { is: 'waiting', executableIn, expiresIn } : { is: 'executable', expiresIn };
}

export function describeStanding(standing: Standing): string {
  switch (standing.is) {
    case 'needs-approvals': {
      const { missing, of, expiresIn } = standing;
      return `needs ${missing} more ${missing === 1 ? 'approval' : 'approvals'} of ${of}, within ${describeSpan(expiresIn)}`;
    }
    case 'waiting':
      return `can be executed in ${describeSpan(standing.executableIn)}`;
    case 'executable':
      return `can be executed now, for another ${describeSpan(standing.expiresIn)}`;
    case 'expired':
      return 'has expired';
    case 'executed':
      return 'was executed';
    case 'cancelled':
      return 'was cancelled';
  }
}
