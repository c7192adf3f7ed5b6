import { answer } from '@istsi/client';
import { Hash } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Effects } from '../acts/act-dialog.tsx';
import { api, type Proposal } from '../api.ts';
import { decodedValues } from '../governance/action-fields.ts';
import { Decide } from '../governance/decide.tsx';
import { messages } from '../messages.ts';
import { useMay } from '../session/session.tsx';
import { AwaitingCard } from './awaiting-card.tsx';

const { approvals: say, governance } = messages;

/** A decision of the Super Admins: what it would do word for word, before and after, and the vote of who is signed in. */
export function ProposalToApprove({ proposal, threshold }: { proposal: Proposal; threshold: number | undefined }) {
  const { id, action, values, description, standing_text, proposer, approvals, created_at, expires_at } = proposal;
  const may = useMay('approve');
  const shown = useQuery({
    queryKey: ['live', 'proposal', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/governance/proposals/{id}', { params: { path: { id } }, signal })),
  });
  const title = (
    <Link to="/governance/$id" params={{ id: String(id) }}>
      {governance.proposal(id)}: {description}
    </Link>
  );
  return (
    <AwaitingCard
      {...{ title, kind: 'proposal', by: proposer, at: created_at, endsAt: expires_at, may }}
      readyAt={proposal.executable_at ?? undefined}
      isReady={proposal.standing !== 'waiting'}
      payload={[
        [say.proposal.action, <code key="action">{action}</code>],
        ...decodedValues(action, values).map(({ name: known, text }, place) => {
          const name = known ?? say.proposal.value(place + 1);
          return [
            name,
            <code key={name} className="hash">
              {text}
            </code>,
          ] as const;
        }),
        [
          say.proposal.votes,
          <span key="votes">
            {threshold !== undefined && say.proposal.ofRules(approvals.length, threshold)}{' '}
            {approvals.map((address) => (
              <Hash key={address} value={address} what={say.address} ends={4} copy={false} />
            ))}
          </span>,
        ],
        [say.proposal.standing, standing_text],
      ]}
      deciders={say.superAdmins}
      mayEndOwn
    >
      <Vote proposal={proposal} effects={shown.data?.effects} />
    </AwaitingCard>
  );
}

function Vote({
  proposal,
  effects,
}: {
  proposal: Proposal;
  effects: Parameters<typeof Effects>[0]['effects'] | undefined;
}) {
  return (
    <>
      {effects && <Effects effects={effects} />}
      <Decide proposal={proposal} />
    </>
  );
}
