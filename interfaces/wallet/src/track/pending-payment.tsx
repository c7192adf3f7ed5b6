import type { components } from '@istsi/client';
import { Amount, type Answered, AsOf, Badge, Card, Facts, Hash, Time } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';

type Pending = components['schemas']['PendingPayment'];

const { pending: say, track } = messages;

export interface PendingPaymentProps {
  payment: Pending;
  answered: Answered;
  /** Where its own page is named. */
  linked?: boolean;
}

/** A payment that Bitcoin's nodes tell each other of, and no block has: it is shown, and it counts for nothing yet. */
export function PendingPayment({ payment, answered, linked = false }: PendingPaymentProps) {
  const { outpoint, amount_sats: sats, state, seen_at: seenAt } = payment;
  const isGone = state === 'gone';
  return (
    <AsOf answered={answered}>
      <Card title={messages.deposit.title} aside={<Amount sats={BigInt(sats)} />}>
        <div data-pending={state} aria-live="polite" className="row">
          <Badge tone={isGone ? 'bad' : 'wait'}>{say.states[state]}</Badge>
          <span className="small soft">
            <Time at={seenAt} />
          </span>
        </div>
        <p className="small">{isGone ? say.gone : say.waiting}</p>
        <Facts rows={[[track.bitcoin, <Hash key="h" value={outpoint} what={track.bitcoin} ends={10} />]]} />
        {linked && (
          <Link to="/track/$id" params={{ id: outpoint }} className="small">
            {track.keep}
          </Link>
        )}
      </Card>
    </AsOf>
  );
}
