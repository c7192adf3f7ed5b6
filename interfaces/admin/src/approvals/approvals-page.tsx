import { useQuery } from '@tanstack/react-query';
import { governanceQuery } from '../api.ts';
import { secondLooksQuery } from '../compliance/customer-queries.ts';
import { messages } from '../messages.ts';
import { useOpens } from '../session/session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Payback } from './payback.tsx';
import { ProposalToApprove } from './proposal-to-approve.tsx';
import { approvalsQuery, countOf } from './queries.ts';
import { Recovery } from './recovery.tsx';
import { Registration } from './registration.tsx';
import { SecondLook } from './second-look.tsx';
import { StopAsked } from './stop-asked.tsx';

const { approvals: say } = messages;

/** Everything that waits for a second person, in one place, with what it would do in full. */
export function ApprovalsPage() {
  const approvals = useQuery(approvalsQuery);
  const governance = useQuery(governanceQuery);
  const reviews = useOpens('GET /v1/customers');
  const looks = useQuery({ ...secondLooksQuery, enabled: reviews });
  const threshold = governance.data?.rules.threshold;
  const customers = reviews ? looks.data : [];
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <Loaded query={approvals} lines={8}>
        {(found) => (
          <div className="approvals">
            {found.stop && <StopAsked stop={found.stop} />}
            {found.proposals.map((proposal) => (
              <ProposalToApprove key={proposal.id} proposal={proposal} threshold={threshold} />
            ))}
            {found.returns.map((payback) => (
              <Payback key={payback.outpoint} payback={payback} />
            ))}
            {found.recoveries.map((recovery) => (
              <Recovery key={recovery.lost} recovery={recovery} />
            ))}
            {found.registrations.map((registration) => (
              <Registration key={registration.address} registration={registration} />
            ))}
            {countOf(found) === 0 && customers?.length === 0 && (
              <div className="card">
                <p>{say.nothing}</p>
                <p className="small soft">{say.nothingMore}</p>
              </div>
            )}
          </div>
        )}
      </Loaded>
      {reviews && (
        <Loaded query={looks}>
          {(items) => (
            <div className="approvals">
              {items.map((customer) => (
                <SecondLook key={customer.id} customer={customer} />
              ))}
            </div>
          )}
        </Loaded>
      )}
    </>
  );
}
