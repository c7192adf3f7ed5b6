import { Moment } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { messages } from '../messages.ts';
import { statusQuery } from '../queries.ts';
import type { OpenSignature } from '../signing/open-signatures.ts';

/** Of public networks, about. */
const SECONDS_PER_LEDGER = 5;

/** When a signature ends: a moment, or a ledger with about how long that is from now. */
export function Until({ until }: { until: OpenSignature['until'] }) {
  const { data: status } = useQuery(statusQuery);
  if ('at' in until) return <Moment at={until.at} />;
  const ledgers = until.ledger - (status?.stellar.ledger ?? until.ledger);
  return (
    <span>
      <span className="num">{messages.send.ledger(until.ledger)}</span>
      {ledgers > 0 && `, ${messages.send.about(ledgers * SECONDS_PER_LEDGER)}`}
    </span>
  );
}
