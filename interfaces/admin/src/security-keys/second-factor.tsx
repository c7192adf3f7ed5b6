import { Button, Card } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { api, queries, type Session } from '../api.ts';
import { messages } from '../messages.ts';
import { sessionQuery, signOut } from '../session/session.tsx';
import { Failed } from '../shell/failed.tsx';
import { AddKey } from './add-key.tsx';
import { showKey } from './show-key.ts';

const { securityKeys: say } = messages;

/** The second half of signing in: the key is shown, or a first one is added where the role needs one. */
export function SecondFactor({ session }: { session: Session }) {
  const show = useMutation({
    mutationFn: () => showKey(api),
    onSuccess: async () => await queries.invalidateQueries(sessionQuery),
  });
  const { enrolled } = session.second_factor;
  return (
    <main className="sign-in">
      <title>{`${say.show} · ${messages.name}`}</title>
      <header>
        <p className="brand">{messages.brand}</p>
        <h1>{enrolled ? say.show : say.first}</h1>
        <p className="soft">{enrolled ? say.showMore : say.firstMore}</p>
      </header>
      {enrolled ? (
        <Card>
          <Button look="main" onClick={() => show.mutate()} busy={show.isPending}>
            {say.showIt}
          </Button>
          <p className="small soft">{say.lost}</p>
          <Failed error={show.error} />
        </Card>
      ) : (
        <AddKey onAdded={async () => await queries.invalidateQueries(sessionQuery)} />
      )}
      <Button look="quiet" onClick={() => void signOut()}>
        {messages.shell.signOut}
      </Button>
    </main>
  );
}
