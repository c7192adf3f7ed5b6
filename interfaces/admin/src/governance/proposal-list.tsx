import { Badge, type Tone } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import type { Proposal } from '../api.ts';
import { messages } from '../messages.ts';
import { Countdown } from './countdown.tsx';

const { governance: say } = messages;

export const toneOf = ({ standing }: Pick<Proposal, 'standing'>): Tone =>
  ({
    'needs-approvals': 'wait',
    waiting: 'wait',
    executable: 'good',
    executed: 'good',
    cancelled: 'plain',
    expired: 'plain',
  })[standing] as Tone;

export function ProposalList({ proposals }: { proposals: readonly Proposal[] }) {
  if (proposals.length === 0) return <p className="empty">{say.nothingProposed}</p>;
  return (
    <ul className="proposals">
      {proposals.map((proposal) => (
        <li key={proposal.id}>
          <Link to="/governance/$id" params={{ id: String(proposal.id) }}>
            {say.number(proposal.id)} {proposal.action}
          </Link>
          <Badge tone={toneOf(proposal)}>{say.standings[proposal.standing]}</Badge>
          <span className="soft small">{proposal.description}</span>
          <Countdown proposal={proposal} />
        </li>
      ))}
    </ul>
  );
}
