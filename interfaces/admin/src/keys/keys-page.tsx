import { answer } from '@istsi/client';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { KeyCard } from './key-card.tsx';
import { MakeKey } from './make-key.tsx';

const { keys: say } = messages;

/** What programs present to the API: made, turned and taken here, by whoever may do what they open. */
export function KeysPage() {
  const keys = useQuery({
    queryKey: ['live', 'keys'],
    queryFn: ({ signal }) => answer(api.GET('/v1/keys', { signal })),
  });
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <Loaded query={keys}>
          {({ items }) => {
            const live = items.filter(({ state }) => state === 'live');
            const over = items.filter(({ state }) => state !== 'live');
            return (
              <div className="stack">
                {live.length === 0 && <p className="empty">{say.nothing}</p>}
                {live.map((key) => (
                  <KeyCard key={key.id} apiKey={key} />
                ))}
                {over.length > 0 && (
                  <details>
                    <summary>{say.over(over.length)}</summary>
                    <div className="stack">
                      {over.map((key) => (
                        <KeyCard key={key.id} apiKey={key} />
                      ))}
                    </div>
                  </details>
                )}
              </div>
            );
          }}
        </Loaded>
        <MakeKey />
      </div>
    </>
  );
}
