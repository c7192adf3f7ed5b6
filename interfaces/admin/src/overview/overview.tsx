import { Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { proofsQuery, reservesQuery, statusQuery } from '../api.ts';
import { messages } from '../messages.ts';
import { Claim } from './claim.tsx';
import { Equation } from './equation.tsx';
import { Feed } from './feed.tsx';
import { Health } from './health.tsx';
import { InFlight } from './in-flight.tsx';
import { Queues } from './queues.tsx';
import { Volumes } from './volumes.tsx';
import { Waiting } from './waiting.tsx';

/** The one sentence that matters, what it rests on, and what needs eyes. */
export function Overview() {
  const status = useQuery(statusQuery);
  const reserves = useQuery(reservesQuery);
  const proofs = useQuery(proofsQuery);
  const isUnknown = status.isError || reserves.isError;
  return (
    <>
      <title>{`${messages.overview.title} · ${messages.name}`}</title>
      {(status.isPending || reserves.isPending) && !isUnknown ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <Claim
            status={status.data}
            reserves={reserves.data}
            proof={proofs.data?.items[0]}
            askedAt={new Date(reserves.dataUpdatedAt)}
            isUnknown={isUnknown}
          />
          {reserves.data && <Equation reserves={reserves.data} />}
          <div className="columns">
            <div className="stack">
              <InFlight />
              <Volumes />
              {status.data && <Queues status={status.data} />}
            </div>
            <div className="stack">
              {status.data && <Health status={status.data} />}
              <Waiting />
              <Feed />
            </div>
          </div>
        </>
      )}
    </>
  );
}
