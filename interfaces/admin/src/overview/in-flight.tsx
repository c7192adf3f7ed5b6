import { answer } from '@istsi/client';
import { Card } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationTable } from '../operations/operation-table.tsx';
import { Loaded } from '../shell/loaded.tsx';

const { overview: say } = messages;
const SHOWN = 8;

/** What is on its way, the newest first. */
export function InFlight() {
  const open = useQuery({
    queryKey: ['live', 'operations', 'in-flight'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/operations', { params: { query: { phase: 'open', limit: SHOWN } }, signal })),
  });
  const aside = (
    <Link to="/operations" search={{ phase: 'open' }}>
      {say.all}
    </Link>
  );
  return (
    <Card title={say.inFlight} aside={aside}>
      <Loaded query={open}>
        {({ items }) => <OperationTable caption={say.inFlight} operations={items} empty={say.nothingInFlight} />}
      </Loaded>
    </Card>
  );
}
