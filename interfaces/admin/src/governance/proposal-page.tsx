import { answer } from '@istsi/client';
import { Badge, Button, Card, Facts, Hash, Moment } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ActDialog, type ActRequest, Effects } from '../acts/act-dialog.tsx';
import { api, type Proposal } from '../api.ts';
import { messages } from '../messages.ts';
import { useMay, useSession } from '../session/session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Countdown } from './countdown.tsx';
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

/** Of what is over, before and after are the same by now. */
const isOpen = ({ standing }: Proposal): boolean =>
  standing === 'needs-approvals' || standing === 'waiting' || standing === 'executable';

function Decide({ proposal }: { proposal: Proposal }) {
  const [act, setAct] = useState<ActRequest>();
  const { account } = useSession();
  const may = useMay('approve');
  const { id, action, values, standing, approvals, proposer } = proposal;
  if (!may || !isOpen(proposal)) return null;
  const isApproved = approvals.includes(account);
  return (
    <div className="buttons">
      {!isApproved && standing !== 'executable' && (
        <Button look="main" onClick={() => setAct({ do: 'approve', id })}>
          {say.approve}
        </Button>
      )}
      {standing === 'executable' && (
        <Button look="main" onClick={() => setAct({ do: 'execute', id })}>
          {say.execute}
        </Button>
      )}
      <Button look="danger" onClick={() => setAct({ do: 'cancel', id })}>
        {proposer === account ? say.withdraw : say.object}
      </Button>
      <ActDialog
        request={act}
        title={say.proposal(id)}
        decides={{ action, values }}
        onClose={() => setAct(undefined)}
      />
    </div>
  );
}

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
