import { ApiFailure } from '@istsi/client';
import { AsOf, FailureNotice, Skeleton } from '@istsi/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { describeFailure } from '../api.ts';
import { messages } from '../messages.ts';

const fromBefore = (more: string): string => `${more} ${messages.shell.fromBefore}`;

/** What was asked for, or that it is on its way, or why it is not there; what was known before stays, and says from when it is. */
export function Loaded<T>({
  query,
  lines = 5,
  children,
}: {
  query: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { data, error, isPending } = query;
  // Silence is said by what is shown from before; a refusal has words of its own.
  const isSaid = data !== undefined && error instanceof ApiFailure && error.isUnanswered;
  const failure = error && !isSaid ? describeFailure(error) : null;
  return (
    <>
      <FailureNotice
        failure={failure && { ...failure, more: data === undefined ? failure.more : fromBefore(failure.more) }}
        action={
          <button type="button" className="button plain" onClick={() => void query.refetch()}>
            {messages.shell.again}
          </button>
        }
      />
      {isPending && <Skeleton lines={lines} />}
      {data !== undefined && <AsOf answered={query}>{children(data)}</AsOf>}
    </>
  );
}
