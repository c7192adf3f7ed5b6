import { answer } from '@istsi/client';
import { Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Claim } from './claim.tsx';
import { Equation } from './equation.tsx';
import { Health } from './health.tsx';

const ASK_EVERY_MS = 3_000;

/** The one sentence that matters, what it rests on, and how every part is. */
export function Overview() {
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => answer(api.GET('/v1/status', { signal })),
    refetchInterval: ASK_EVERY_MS,
  });
  const reserves = useQuery({
    queryKey: ['reserves'],
    queryFn: ({ signal }) => answer(api.GET('/v1/reserves', { signal })),
    refetchInterval: ASK_EVERY_MS,
  });
  const isUnknown = status.isError || reserves.isError;
  return (
    <main>
      <title>{`${messages.overview.title} · ${messages.name}`}</title>
      {status.isPending || reserves.isPending ? (
        <Skeleton lines={6} />
      ) : (
        <>
          <Claim status={status.data} reserves={reserves.data} isUnknown={isUnknown} />
          {reserves.data && <Equation reserves={reserves.data} />}
          {status.data && <Health status={status.data} />}
        </>
      )}
    </main>
  );
}
