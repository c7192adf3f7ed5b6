import type { components } from '@istsi/client';
import { Amount, Facts } from '@istsi/ui';
import { messages } from '../messages.ts';

const say = messages.withdraw;

/** What it costs and brings, now and at worst. */
export function QuoteFacts({ quote }: { quote: components['schemas']['WithdrawalQuote'] }) {
  return (
    <Facts
      rows={[
        [say.fee, <Amount key="1" sats={BigInt(quote.fee_sats)} />],
        [say.feeMost, <Amount key="2" sats={BigInt(quote.suggested_max_fee_sats)} />],
        [say.arrives, <Amount key="3" sats={BigInt(quote.arrives_sats)} />],
        [say.arrivesLeast, <Amount key="4" sats={BigInt(quote.arrives_at_least_sats)} />],
      ]}
    />
  );
}
