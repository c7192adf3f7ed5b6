import { answer } from '@istsi/client';
import { Amount, Card, Facts, formatBtc, Hash, Meter, Notice, useShownIsCurrent } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Arrivals } from './arrivals.tsx';
import { judgeInbox } from './judge-inbox.ts';

const { inbox: say } = messages;
type Inbox = Shape<'Inbox'>;

/** What takes withdrawals as transfers: what is in it and whose, and what became of all that arrived. */
export function InboxPage() {
  const found = useQuery({
    queryKey: ['live', 'inbox'],
    queryFn: ({ signal }) => answer(api.GET('/v1/inbox', { signal })),
  });
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <Loaded query={found}>
        {({ inbox }) =>
          inbox === null ? (
            <Notice title={say.none}>{say.noneMore}</Notice>
          ) : (
            <div className="stack">
              <Standing inbox={inbox} />
              <Holds inbox={inbox} />
            </div>
          )
        }
      </Loaded>
      <Arrivals receipts={found.data?.inbox?.receipts} />
    </>
  );
}

function Standing({ inbox }: { inbox: Inbox }) {
  const isCurrent = useShownIsCurrent();
  return judgeInbox(inbox).map(({ tone, title, more }) =>
    // What was amiss may still be; that all was well says nothing of now.
    tone === 'good' && !isCurrent ? (
      <Notice key={title} title={say.unknown} />
    ) : (
      <Notice key={title} tone={tone} title={title}>
        {more}
      </Notice>
    ),
  );
}

function Holds({ inbox }: { inbox: Inbox }) {
  const sats = (text: string) => <Amount key={text} sats={BigInt(text)} />;
  const [asked, most] = [BigInt(inbox.waiting_sats) + BigInt(inbox.expected_sats), BigInt(inbox.most_held_sats)];
  return (
    <div className="columns">
      <Card title={say.holds}>
        <Facts
          rows={[
            [say.balance, sats(inbox.balance_sats)],
            [say.waiting, sats(inbox.waiting_sats)],
            [say.unexplained, <Amount key="unexplained" sats={BigInt(inbox.unexplained_sats)} signed />],
          ]}
        />
        <p className="small soft">{say.unexplainedMore}</p>
      </Card>
      <Card title={say.asked}>
        <Meter label={say.asked} used={asked} most={most} text={say.askedOf(formatBtc(asked), formatBtc(most))} />
        <Facts
          rows={[
            [say.expected, sats(inbox.expected_sats)],
            [say.most, sats(inbox.most_held_sats)],
            [say.address, <Hash key="address" value={inbox.address} what={say.address} ends={6} />],
            [say.status, inbox.status ?? say.unregistered],
          ]}
        />
      </Card>
    </div>
  );
}
