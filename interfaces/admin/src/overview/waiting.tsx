import { answer } from '@istsi/client';
import { AsOf, Card } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { type Approvals, approvalsQuery } from '../approvals/queries.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';

const { waiting: say } = messages;
const SHOWN = 6;

/** What goes on only when a person does something. */
export function Waiting() {
  const approvals = useQuery(approvalsQuery);
  const stuck = useQuery({
    queryKey: ['live', 'operations', 'attention'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/operations', { params: { query: { phase: 'attention', limit: SHOWN } }, signal })),
  });
  const proposals = approvals.data?.proposals ?? [];
  const others = approvals.data ? othersOf(approvals.data) : [];
  const operations = stuck.data?.items ?? [];
  const count = proposals.length + others.length + operations.length;
  // That nothing waits is known only from both.
  const isKnown = approvals.data !== undefined && stuck.data !== undefined;
  const answered = {
    dataUpdatedAt: Math.min(approvals.dataUpdatedAt, stuck.dataUpdatedAt),
    isError: approvals.isError || stuck.isError,
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
          {others.map(({ id, said }) => (
            <li key={id}>
              <Link to="/approvals">{said}</Link>
              <span className="wait">{say.second}</span>
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

/** What one person began beside proposals: the page of approvals has it in full. */
const othersOf = ({ stop, returns, recoveries }: Approvals): { id: string; said: string }[] => [
  ...(stop ? [{ id: 'stop', said: say.stop }] : []),
  ...returns.map(({ outpoint }) => ({ id: outpoint, said: say.payback })),
  ...recoveries.map(({ lost }) => ({ id: lost, said: say.recovery })),
];
