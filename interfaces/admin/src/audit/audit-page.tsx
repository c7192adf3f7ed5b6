import { answer } from '@istsi/client';
import { AsOf, Button, Card, type Column, Facts, Field, Hash, Moment, Notice, Skeleton, Table } from '@istsi/ui';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { Older } from '../shell/older.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { AuditSubject } from './audit-subject.tsx';
import { ExportEntries } from './export-entries.tsx';

const { audit: say } = messages;
const PAGE = 50;
/** As much of the log’s key as tells it from another. */
const KEY_ENDS = 12;
type Entry = Shape<'AuditEntry'>;

export const filterNames = ['action', 'actor', 'correlation_id', 'user'] as const;

/** What was done, by whom and why: any of it can be proved. */
export function AuditPage() {
  const filters = useSearch({ from: '/audit' });
  const pages = useInfiniteQuery({
    // Not among what every event hurries: each look would ask for all the pages that were gone through.
    queryKey: ['audit', filters],
    queryFn: ({ pageParam: before, signal }) => {
      const query = { ...filters, limit: PAGE, ...(before !== undefined && { before }) };
      return answer(api.GET('/v1/audit', { params: { query }, signal }));
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next_before }) => next_before ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : 10_000),
  });
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <Filters key={JSON.stringify(filters)} filters={filters} />
        <div className="stack">
          <Signed />
          <ExportEntries />
        </div>
      </div>
      <Failed error={pages.error} />
      {pages.isPending && <Skeleton lines={8} />}
      {pages.data && (
        <AsOf answered={pages}>
          <section className="card" aria-label={say.entries}>
            <Table
              caption={say.entries}
              columns={columns}
              rows={rows}
              keyOf={({ index }) => String(index)}
              empty={say.nothing}
            />
            <Older pages={pages} />
          </section>
        </AsOf>
      )}
    </>
  );
}

const columns: readonly Column<Entry>[] = [
  {
    id: 'index',
    head: say.place,
    cell: ({ index }) => (
      <Link to="/audit/$index" params={{ index: String(index) }} className="num">
        {say.number(index)}
      </Link>
    ),
  },
  { id: 'action', head: say.action, cell: ({ action }) => <span className="wrapped">{action}</span> },
  { id: 'actor', head: say.actor, cell: ({ actor }) => <span className="wrapped hash">{shortenActor(actor)}</span> },
  { id: 'subject', head: say.subject, extra: true, cell: (entry) => <AuditSubject entry={entry} /> },
  { id: 'at', head: say.at, end: true, cell: ({ at }) => <Moment at={at} /> },
];

const LONGEST = 24;
/** A commitment or a key is known by its ends. */
export const shortenActor = (actor: string): string =>
  actor.length > LONGEST ? `${actor.slice(0, 12)}…${actor.slice(-6)}` : actor;

type FilterName = (typeof filterNames)[number];

function Filters({ filters }: { filters: Partial<Record<FilterName, string>> }) {
  const navigate = useNavigate({ from: '/audit' });
  const [asked, setAsked] = useState(filters);
  const search = Object.fromEntries(Object.entries(asked).filter(([, text]) => text?.trim()));
  return (
    <Card title={say.find} as="form" onSubmit={() => void navigate({ search })}>
      <div className="fields">
        {filterNames.map((name) => (
          <Field
            key={name}
            label={say.filters[name]}
            value={asked[name] ?? ''}
            onText={(text) => setAsked((all) => ({ ...all, [name]: text }))}
            code
          />
        ))}
      </div>
      <div className="buttons">
        <Button type="submit" look="main">
          {say.search}
        </Button>
        <Button look="quiet" onClick={() => void navigate({ search: {} })}>
          {say.everything}
        </Button>
      </div>
    </Card>
  );
}

/** How far the log is signed, and by which key. */
function Signed() {
  const status = useQuery({
    queryKey: ['live', 'audit', 'status'],
    queryFn: ({ signal }) => answer(api.GET('/v1/audit/status', { signal })),
  });
  return (
    <Card title={say.signed}>
      <Loaded query={status}>
        {({ size, signed, signed_at, key, problem }) => (
          <>
            {problem !== null && <Notice tone="bad" title={problem} />}
            <Facts
              rows={[
                [say.size, <Count key="size" of={size} />],
                [say.ofThese, <Count key="signed" of={signed} />],
                signed_at !== null && [say.signedAt, <Moment key="at" at={signed_at} />],
                [say.key, key === null ? say.noKey : <Hash key="key" value={key} what={say.key} ends={KEY_ENDS} />],
              ]}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

const Count = ({ of }: { of: number }) => <span className="num">{of.toLocaleString('en')}</span>;
