import { Badge, type Column, Table, Time } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { alertsQuery } from './queries.ts';
import { standingOf, toneOf } from './standing.ts';

const { alerts: say } = messages;
type Alert = Shape<'Alert'>;

/** What is wrong now, and what was: who takes care of it, and what to do. */
export function AlertsPage() {
  const { state } = useSearch({ from: '/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const asked = state === 'firing' || state === 'resolved' ? state : undefined;
  const alerts = useQuery(alertsQuery(asked));
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="filters">
        <Choice
          label={say.state}
          value={asked}
          names={{ firing: say.states.firing, resolved: say.states.resolved }}
          any={say.all}
          onChoose={(value) => void navigate({ search: value === '' ? {} : { state: value } })}
        />
      </div>
      <section className="card" aria-label={say.title}>
        <Loaded query={alerts}>
          {({ items }) => (
            <Table caption={say.title} columns={columns} rows={items} keyOf={({ id }) => id} empty={say.nothing} />
          )}
        </Loaded>
      </section>
    </>
  );
}

const columns: readonly Column<Alert>[] = [
  {
    id: 'what',
    head: say.what,
    cell: ({ id, summary }) => (
      <Link to="/alerts/$id" params={{ id }} className="wrapped">
        {summary}
      </Link>
    ),
  },
  { id: 'severity', head: say.severity, cell: (alert) => <Badge tone={toneOf(alert)}>{alert.severity}</Badge> },
  { id: 'standing', head: say.standing, cell: (alert) => <span className="wrapped">{standingOf(alert)}</span> },
  { id: 'since', head: say.since, end: true, cell: ({ since }) => <Time at={since} /> },
];
