import { answer } from '@istsi/client';
import { Badge, Card, Facts, Hash, Moment } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Effects } from '../acts/act-dialog.tsx';
import { api, type Proposal } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Countdown } from './countdown.tsx';
import { Decide, isOpen } from './decide.tsx';
import { toneOf } from './proposal-list.tsx';

const { governance: say } = messages;

/** One decision: what it would change, who said what, when it can happen. */
export function ProposalPage() {
  const id = Number(useParams({ from: '/governance/$id' }).id);
  const found = useQuery({
    queryKey: ['live', 'proposal', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/governance/proposals/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <>
      <PageTitle title={say.proposal(id)}>
        {found.data && <Badge tone={toneOf(found.data)}>{found.data.standing_text}</Badge>}
      </PageTitle>
      <Loaded query={found}>
        {(proposal) => (
          <div className="columns">
            <Card title={proposal.action} aside={<Countdown proposal={proposal} />}>
              <p>{proposal.description}</p>
              <Payload proposal={proposal} />
              {isOpen(proposal) && <Effects effects={proposal.effects} />}
              <Decide proposal={proposal} />
            </Card>
            <Votes proposal={proposal} />
          </div>
        )}
      </Loaded>
    </>
  );
}

/** Word for word: what the description above was made of. */
const Payload = ({ proposal: { action, values } }: { proposal: Proposal }) => (
  <details className="small">
    <summary>{say.payload}</summary>
    <pre>{[action, ...values].join('\n')}</pre>
  </details>
);

function Votes({ proposal }: { proposal: Proposal }) {
  const { proposer, approvals, objections, created_at, executable_at, expires_at } = proposal;
  const who = (address: string) => <Hash key={address} value={address} what={say.address} ends={6} />;
  return (
    <Card title={say.votes}>
      <Facts
        rows={[
          [say.proposedBy, who(proposer)],
          ...approvals.map((address) => [say.approvedBy, who(address)] as const),
          ...objections.map((address) => [say.objectedBy, who(address)] as const),
          [say.created, <Moment key="created" at={created_at} />],
          executable_at !== null && [say.executableAt, <Moment key="executable" at={executable_at} />],
          [say.expiresAt, <Moment key="expires" at={expires_at} />],
        ]}
      />
    </Card>
  );
}
