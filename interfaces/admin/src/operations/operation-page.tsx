import { answer } from '@istsi/client';
import { Amount, Card, Facts, Hash, Moment, Notice, Time } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { api, type OperationDetail } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Interventions } from './interventions.tsx';
import { OperationLink, shorten } from './operation-link.tsx';
import { OperationTimeline } from './operation-timeline.tsx';
import { StateBadge } from './state-badge.tsx';
import { Submissions } from './submissions.tsx';

const { operation: say, operations } = messages;

/** One operation over both chains, the services and the signers, and what happens next. */
export function OperationPage() {
  const { id } = useParams({ from: '/operations/$id' });
  const found = useQuery({
    queryKey: ['live', 'operations', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/operations/{id}', { params: { path: { id } }, signal })),
  });
  const name = found.data ? operations.kinds[found.data.kind] : say.title;
  return (
    <>
      <PageTitle
        title={`${name} ${shorten(id)}`}
        shown={
          <>
            {name} {found.data && <StateBadge operation={found.data} />}
          </>
        }
      >
        <Hash value={id} what={say.id} />
      </PageTitle>
      <Loaded query={found} lines={8}>
        {(operation) => (
          <>
            {operation.refusal && (
              <Notice tone="bad" title={operation.refusal.code}>
                {operation.refusal.message}
              </Notice>
            )}
            <Next next={operation.next} phase={operation.phase} />
            <div className="columns">
              <Card title={say.timeline}>
                {operation.archived && <p className="small soft">{say.archived(operation.archived)}</p>}
                <OperationTimeline moments={operation.timeline} />
              </Card>
              <div className="stack">
                <About operation={operation} />
                <Interventions operation={operation} />
                <Submissions submissions={operation.submissions} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** What is over claims nobody's attention. */
function Next({ next, phase }: Pick<OperationDetail, 'next' | 'phase'>) {
  return (
    <section className={`next ${phase}`} aria-label={say.next}>
      <span className="soft small">{say.next}</span>
      <p>
        {next.text} {next.at && <Time at={next.at} />}
      </p>
    </section>
  );
}

function About({ operation }: { operation: OperationDetail }) {
  const { amount_sats, user, bitcoin_transaction, bitcoin_height, stellar_transaction, operation_id } = operation;
  return (
    <Card title={say.about}>
      <Facts
        rows={[
          amount_sats !== null && [say.amount, <Amount key="amount" sats={BigInt(amount_sats)} />],
          user !== null && [say.user, <UserLink key="user" address={user} />],
          operation_id !== null && [
            say.operationId,
            <Hash key="id" value={operation_id} what={say.operationId} ends={8} />,
          ],
          bitcoin_transaction !== null && [
            say.bitcoin,
            <Hash key="bitcoin" value={bitcoin_transaction} what={say.bitcoin} ends={8} />,
          ],
          bitcoin_height !== null && [
            say.block,
            <span key="block" className="num">
              {bitcoin_height}
            </span>,
          ],
          stellar_transaction !== null && [
            say.stellar,
            <Hash key="stellar" value={stellar_transaction} what={say.stellar} ends={8} />,
          ],
          ...operation.related.map(
            ({ id, relation }) =>
              [say.relations[relation], <OperationLink key={id} operation={{ id, kind: kindOf(relation) }} />] as const,
          ),
          [say.created, <Moment key="created" at={operation.created_at} />],
          [say.updated, <Moment key="updated" at={operation.updated_at} />],
        ]}
      />
    </Card>
  );
}

function UserLink({ address }: { address: string }) {
  const link = (shown: React.ReactNode) => (
    <Link to="/users/$address" params={{ address }}>
      {shown}
    </Link>
  );
  return <Hash value={address} what={say.user} ends={6} link={link} />;
}

const kindOf = (relation: OperationDetail['related'][number]['relation']): OperationDetail['kind'] =>
  ({
    ...{ pays: 'withdrawal', 'paid-by': 'payment', returns: 'deposit', 'returned-by': 'return' },
    ...{ version: 'payment', 'withdrawn-as': 'withdrawal' },
  })[relation] as OperationDetail['kind'];
