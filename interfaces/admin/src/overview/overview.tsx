import { AsOf, Skeleton, useIsCurrent } from '@istsi/ui';
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
  const isCurrent = useIsCurrent(status);
  const isComparable = useIsCurrent(reserves);
  // A node that hangs keeps the one waiting, and the other one says so.
  const isWell = status.data?.stellar.ok && status.data.bitcoin.ok;
  const isAsked = status.isPending || (reserves.isPending && isWell);
  return (
    <>
      <title>{`${messages.overview.title} · ${messages.name}`}</title>
      {isAsked ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <Claim
            status={status.data}
            reserves={isComparable ? reserves.data : undefined}
            proof={proofs.data?.items[0]}
            askedAt={new Date(status.dataUpdatedAt)}
            isUnknown={!isCurrent}
          />
          {reserves.data && (
            <AsOf answered={reserves}>
              <Equation reserves={reserves.data} />
            </AsOf>
          )}
          <div className="columns">
            <div className="stack">
              <InFlight />
              <Volumes />
              {status.data && (
                <AsOf answered={status}>
                  <Queues status={status.data} />
                </AsOf>
              )}
            </div>
            <div className="stack">
              {status.data && (
                <AsOf answered={status}>
                  <Health status={status.data} />
                </AsOf>
              )}
              <Waiting />
              <Feed />
            </div>
          </div>
        </>
      )}
    </>
  );
}
