import type { components } from '@istsi/client';
import { Facts, Moment } from '@istsi/ui';
import { messages } from '../messages.ts';
import { formatUnits, type Unit } from './units.ts';

const say = messages.exchange;

/** What it gives now and at worst, and until when the price counts. */
export function QuoteFacts({ quote, get }: { quote: components['schemas']['ExchangeQuote']; get: Unit }) {
  const shown = (units: string) => <span className="num">{formatUnits(BigInt(units), get)}</span>;
  return (
    <Facts
      rows={[
        [say.gives, shown(quote.amount_out)],
        [say.fee, shown(quote.fee)],
        [say.least, shown(quote.suggested_min_out)],
        [say.counts, <Moment key="u" at={quote.expires_at} />],
      ]}
    />
  );
}
