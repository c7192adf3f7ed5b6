import { Time } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsQuery } from '../alerts/queries.ts';
import { messages } from '../messages.ts';
import { useOpens } from '../session/session.tsx';

const SHOWN = 4;

/** Since when something is wrong, as the alarms have it; behind each is what to do about it. */
export function Alarms() {
  const mayRead = useOpens('GET /v1/alerts');
  const { data } = useQuery({ ...alertsQuery('firing'), enabled: mayRead });
  const firing = data?.items ?? [];
  if (firing.length === 0) return null;
  return (
    <ul className="why">
      {firing.slice(0, SHOWN).map(({ id, summary, subject, since }) => (
        <li key={id}>
          <Link to="/alerts/$id" params={{ id }}>
            {subject === '' ? summary : `${summary} (${subject})`}
          </Link>
          , {messages.overview.since} <Time at={since} />.
        </li>
      ))}
      {firing.length > SHOWN && (
        <li>
          <Link to="/alerts" search={{ state: 'firing' }}>
            {messages.overview.moreAlarms(firing.length - SHOWN)}
          </Link>
        </li>
      )}
    </ul>
  );
}
