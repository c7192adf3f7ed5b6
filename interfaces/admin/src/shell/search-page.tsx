import { answer } from '@istsi/client';
import { Card, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from './failed.tsx';
import { PageTitle } from './page-title.tsx';

const { search: say } = messages;
type Finding = Shape<'SearchResult'>['items'][number];

/** What was found; the only thing that it can be is gone to at once. */
export function SearchPage() {
  const { q = '' } = useSearch({ from: '/search' });
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => answer(api.GET('/v1/search', { params: { query: { q } }, signal })),
    refetchInterval: false,
    enabled: q !== '',
  });
  const [only, ...more] = found.data?.items ?? [];
  const target = only && more.length === 0 ? linkOf(only) : undefined;
  useEffect(() => {
    if (target) void navigate({ ...target, replace: true });
  }, [target, navigate]);
  return (
    <>
      <PageTitle title={say.title} />
      {found.isPending && q !== '' && <Skeleton />}
      <Failed error={found.error} />
      {found.data && (
        <Card title={say.found(found.data.items.length)}>
          {found.data.items.length === 0 && <p className="empty">{say.nothing(q)}</p>}
          <ul className="findings">
            {found.data.items.map((finding) => (
              <li key={`${finding.kind} ${finding.id}`}>
                <span className="badge">{say.kinds[finding.kind]}</span>
                <FindingLink finding={finding} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function FindingLink({ finding }: { finding: Finding }) {
  const target = linkOf(finding);
  const shown = (
    <>
      {finding.title} <span className="hash soft">{finding.id}</span>
    </>
  );
  return target ? <Link {...target}>{shown}</Link> : <span>{shown}</span>;
}

function linkOf({ kind, id }: Finding) {
  switch (kind) {
    case 'operation':
      return { to: '/operations/$id', params: { id } } as const;
    case 'user':
      return { to: '/users/$address', params: { address: id } } as const;
    case 'proposal':
      return { to: '/governance/$id', params: { id } } as const;
    case 'proof':
      return { to: '/reserves' } as const;
    default:
      return undefined;
  }
}
