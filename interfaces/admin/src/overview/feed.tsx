import { Badge, Card, Time } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import type { FeedEvent } from '../live/follow-feed.ts';
import { useLive } from '../live/live.tsx';
import { messages } from '../messages.ts';

const { feed: say } = messages;
const SHOWN = 14;

/** What happens on both chains, as it happens; a click leads to what it belongs to. */
export function Feed() {
  const { events, state } = useLive();
  const tone = state === 'live' ? 'good' : state === 'stale' ? 'bad' : 'plain';
  return (
    <Card title={say.title} aside={<Badge tone={tone}>{say.states[state]}</Badge>}>
      {events.length === 0 && <p className="empty">{say.nothing}</p>}
      <ul className="feed">
        {events.slice(0, SHOWN).map((event) => (
          <li key={event.sequence} data-event={event.sequence}>
            <FeedLink event={event} />
            <span className="soft num">{event.time ? <Time at={event.time} /> : say.block(event.height)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FeedLink({ event }: { event: FeedEvent }) {
  const [, , part = '', name = event.type] = event.type.split('.');
  const shown = (
    <>
      {name} <span className="soft">{part}</span>
    </>
  );
  const named = event.subject ?? event.transaction;
  if (named === undefined) return <span>{shown}</span>;
  return (
    <Link to="/search" search={{ q: named }}>
      {shown}
    </Link>
  );
}
