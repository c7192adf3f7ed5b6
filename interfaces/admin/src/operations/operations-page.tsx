import { answer } from '@istsi/client';
import { AsOf, Button, Notice, Skeleton } from '@istsi/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, describeFailure, type Operation } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { OperationList } from './operation-list.tsx';

const { operations: say } = messages;
const PAGE = 100;
const REFRESH_MS = 3_000;

const kinds = Object.keys(say.kinds) as Operation['kind'][];
const phases = Object.keys(say.phases) as Operation['phase'][];

/** Every operation, as far back as one scrolls. */
export function OperationsPage() {
  const { kind, phase, user } = useSearch({ from: '/operations' });
  const filters = {
    ...(kinds.includes(kind as Operation['kind']) && { kind: kind as Operation['kind'] }),
    ...(phases.includes(phase as Operation['phase']) && { phase: phase as Operation['phase'] }),
    ...(user !== undefined && { user }),
  };
  const pages = useInfiniteQuery({
    // Not among what every event hurries: each look would ask for all the pages that were scrolled through.
    queryKey: ['operations-list', filters],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...filters, limit: PAGE, ...(cursor !== undefined && { cursor }) };
      return answer(api.GET('/v1/operations', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    // Far down, what is new is far up: it is not asked for again by itself.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageTitle title={say.title}>{user !== undefined && say.ofUser(user)}</PageTitle>
      <Filters kind={kind} phase={phase} />
      {pages.isError && (
        <Notice
          tone="bad"
          title={describeFailure(pages.error).title}
          action={
            <Button onClick={() => void (pages.data ? pages.fetchNextPage() : pages.refetch())}>
              {messages.shell.again}
            </Button>
          }
        >
          {describeFailure(pages.error).more}
        </Notice>
      )}
      {pages.isPending && <Skeleton lines={10} />}
      {pages.data && (
        <AsOf answered={pages}>
          <OperationList
            operations={rows}
            // After a failure nothing more is asked for by itself.
            hasMore={pages.hasNextPage && !pages.isError}
            isLoading={pages.isFetchingNextPage}
            onEnd={() => void pages.fetchNextPage()}
          />
        </AsOf>
      )}
    </>
  );
}

function Filters({ kind, phase }: { kind: string | undefined; phase: string | undefined }) {
  const navigate = useNavigate({ from: '/operations' });
  const choose = (name: 'kind' | 'phase', value: string) =>
    void navigate({ search: ({ [name]: _, ...rest }) => (value === '' ? rest : { ...rest, [name]: value }) });
  return (
    <div className="filters">
      <Choice
        label={say.kind}
        value={kind}
        names={say.kinds}
        any={say.any}
        onChoose={(value) => choose('kind', value)}
      />
      <Choice
        label={say.phase}
        value={phase}
        names={say.phases}
        any={say.any}
        onChoose={(value) => choose('phase', value)}
      />
    </div>
  );
}
