import type { components } from '@istsi/client';
import { Amount, AsOf, Badge, Blocks, Card, Facts, Hash, Timeline } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';
import { useLocalMiner } from '../receive/use-local-miner.ts';
import { stepsOf } from './steps.ts';
import { useFollowed } from './use-followed.ts';

type Deposit = components['schemas']['Deposit'];

const { deposit: say, track } = messages;
const MINTED = 'minted';

/** A payment to the custody, live, from its first block to the mint. `isMine`: what to do next is offered. */
export function FollowDeposit({ outpoint, isMine = false }: { outpoint: string; isMine?: boolean }) {
  const { state, steps, answered } = useFollowed<Deposit>(`/v1/deposits/${outpoint}/events`);
  const have = state?.confirmations ?? 0;
  const need = state?.confirmations_required ?? 0;
  const isDone = state?.state === MINTED;
  useLocalMiner(isMine && !isDone && (state === undefined || have < Math.max(need, 1)));
  if (!state) return <Card title={say.title}>{messages.receive.paid}</Card>;
  const said = say.states[state.state] ?? state.state;
  const end = state.refusal?.message ?? say.ends[state.state];
  return (
    <AsOf answered={answered}>
      <Card title={say.title} aside={<Amount sats={BigInt(state.amount_sats)} />}>
        <div data-deposit={state.state} aria-live="polite" className="row">
          <Badge tone={isDone ? 'good' : end ? 'bad' : 'wait'}>{said}</Badge>
          {need > 0 && !isDone && <span className="small num">{say.blocks(have, need)}</span>}
        </div>
        {need > 0 && <Blocks have={have} need={need} label={say.blocks(have, need)} />}
        {end && <p className="small">{end}</p>}
        {isMine && !isDone && <p className="soft small">{say.leave}</p>}
        {isMine && isDone && (
          <nav className="acts" aria-label={messages.receive.after}>
            <Link to="/send" className="button main">
              {messages.home.send}
            </Link>
            <Link to="/withdraw" className="button">
              {messages.home.withdraw}
            </Link>
            <Link to="/" className="button">
              {messages.nav.home}
            </Link>
          </nav>
        )}
        {isMine && (
          <Link to="/track/$id" params={{ id: outpoint }} className="small">
            {track.keep}
          </Link>
        )}
      </Card>
      {!isMine && (
        <Card title={track.whole}>
          <Timeline label={track.whole} steps={stepsOf(steps, say.states, isDone)} />
          <Facts
            rows={[
              [track.bitcoin, <Hash key="h" value={outpoint} what={track.bitcoin} ends={10} />],
              state.user !== null && [track.user, <Hash key="h" value={state.user} what={track.user} ends={6} />],
              state.stellar_transaction !== null && [
                track.stellar,
                <Hash key="h" value={state.stellar_transaction} what={track.stellar} ends={10} />,
              ],
            ]}
          />
        </Card>
      )}
    </AsOf>
  );
}
