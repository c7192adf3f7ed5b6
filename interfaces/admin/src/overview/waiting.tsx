import { answer } from '@istsi/client';
import { AsOf, Card } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, governanceQuery } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';

const { waiting: say } = messages;
const SHOWN = 6;

/** What goes on only when a person does something. */
export function Waiting() {
  const governance = useQuery(governanceQuery);
  const stuck = useQuery({
    queryKey: ['live', 'operations', 'attention'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/operations', { params: { query: { phase: 'attention', limit: SHOWN } }, signal })),
  });
  const proposals = (governance.data?.proposals ?? []).filter(({ standing }) => standing !== 'expired');
  const operations = stuck.data?.items ?? [];
  const count = proposals.length + operations.length;
  // That nothing waits is known only from both.
  const isKnown = governance.data !== undefined && stuck.data !== undefined;
  const answered = {
    dataUpdatedAt: Math.min(governance.dataUpdatedAt, stuck.dataUpdatedAt),
    isError: governance.isError || stuck.isError,
  };
  return (
    <AsOf answered={answered}>
      <Card title={say.title} aside={<span className="num">{count > 0 ? count : isKnown ? say.nothing : ''}</span>}>
        {count === 0 && <p className="empty">{isKnown ? say.nothingMore : say.unknown}</p>}
        <ul className="waiting">
          {proposals.map(({ id, description, standing_text }) => (
            <li key={`proposal ${id}`}>
              <Link to="/governance/$id" params={{ id: String(id) }}>
                {description}
              </Link>
              <span className="wait">{standing_text}</span>
            </li>
          ))}
          {operations.map((operation) => (
            <li key={operation.id}>
              <OperationLink operation={operation} />
              <span className="wait">{operation.refusal?.message}</span>
            </li>
          ))}
        </ul>
      </Card>
    </AsOf>
  );
}
