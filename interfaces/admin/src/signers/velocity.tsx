import { Amount, formatBtc, Meter } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';

const { signers: say } = messages;

export interface VelocityProps {
  /** Whose it is. */
  name: string;
  velocity: NonNullable<Shape<'Signers'>['items'][number]['heartbeat']>['velocity'];
}

/** What left through one custodian within 24 hours, against what it lets leave whatever the chain authorizes. */
export function Velocity({ name, velocity }: VelocityProps) {
  if (velocity === null) return <p className="small soft velocity">{say.velocityUnsaid}</p>;
  const { left_sats, left_payments, most_sats, most_payments } = velocity;
  const [left, most] = [BigInt(left_sats), BigInt(most_sats)];
  return (
    <div className="velocity">
      <p className="small soft">{say.velocity}</p>
      <p className="small">
        <Amount sats={left} /> <span className="soft">{say.ofMost}</span> <Amount sats={most} />
      </p>
      <Meter
        label={say.velocityOf(name)}
        used={left}
        most={most}
        text={say.velocityText(formatBtc(left), formatBtc(most))}
      />
      <p className="small">{say.paymentsOf(left_payments, most_payments)}</p>
      <Meter
        label={say.paymentsBy(name)}
        used={BigInt(left_payments)}
        most={BigInt(most_payments)}
        text={say.paymentsOf(left_payments, most_payments)}
      />
    </div>
  );
}
