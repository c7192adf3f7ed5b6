import type { components } from '@istsi/client';
import { Amount, AsOf, Badge, Blocks, Card, Facts, Hash, Moment, Timeline } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';
import { useLocalMiner } from '../receive/use-local-miner.ts';
import { stepsOf } from './steps.ts';
import { useFollowed } from './use-followed.ts';

type Withdrawal = components['schemas']['Withdrawal'];

const { withdrawal: say, track } = messages;

/** A withdrawal, live, to the Bitcoin transaction that pays it. */
export function FollowWithdrawal({ id }: { id: string }) {
  const { state, steps, answered } = useFollowed<Withdrawal>(`/v1/withdrawals/${id}/events`);
  const have = state?.confirmations ?? 0;
  const need = state?.confirmations_required ?? 0;
  const isDone = state?.state === 'settled' || state?.state === 'refunded';
  const isOnBitcoin = state?.state === 'broadcast' || state?.state === 'confirming';
  useLocalMiner(isOnBitcoin && (need === 0 || have < need));
  if (!state) return <Card title={say.title}>{messages.track.title}…</Card>;
  return (
    <AsOf answered={answered}>
      <Card title={say.title} aside={<Amount sats={BigInt(state.amount_sats)} />}>
        <div data-withdrawal={state.state} aria-live="polite" className="row">
          <Badge tone={isDone ? 'good' : state.refusal ? 'bad' : 'wait'}>
            {say.states[state.state] ?? state.state}
          </Badge>
          {need > 0 && !isDone && <span className="small num">{messages.deposit.blocks(have, need)}</span>}
        </div>
        {need > 0 && <Blocks have={have} need={need} label={messages.deposit.blocks(have, need)} />}
        {state.refusal && !isDone && (
          <p className="small">
            {track.waitsFor}: {state.refusal.message}
          </p>
        )}
        {!isDone && <p className="soft small">{messages.deposit.leave}</p>}
        <Facts rows={factsOf(state, isDone)} />
      </Card>
      <Card title={track.whole}>
        <Timeline label={track.whole} steps={stepsOf(steps, say.states, isDone)} />
      </Card>
    </AsOf>
  );
}

function factsOf(state: Withdrawal, isOver: boolean) {
  const { arrives_sats, fee_sats, amount_sats, max_fee_sats, bitcoin_transaction, bitcoin_address } = state;
  const least = BigInt(amount_sats) - BigInt(max_fee_sats);
  return [
    arrives_sats === null
      ? ([track.arrivesLeast, <Amount key="a" sats={least} />] as const)
      : ([track.arrives, <Amount key="a" sats={BigInt(arrives_sats)} />] as const),
    fee_sats === null
      ? ([track.feeMost, <Amount key="f" sats={BigInt(max_fee_sats)} />] as const)
      : ([track.fee, <Amount key="f" sats={BigInt(fee_sats)} />] as const),
    bitcoin_address !== null &&
      ([track.address, <Hash key="t" value={bitcoin_address} what={track.address} ends={10} />] as const),
    bitcoin_transaction !== null &&
      ([
        track.bitcoin,
        <Hash
          key="b"
          value={bitcoin_transaction}
          what={track.bitcoin}
          ends={10}
          link={(shown) => (
            <Link to="/track/$id" params={{ id: bitcoin_transaction }}>
              {shown}
            </Link>
          )}
        />,
      ] as const),
    !isOver && ([track.deadline, <Moment key="d" at={state.deadline} />] as const),
  ];
}
