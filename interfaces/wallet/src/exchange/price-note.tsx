import type { components } from '@istsi/client';
import { Badge, Time } from '@istsi/ui';
import { messages } from '../messages.ts';

type Exchange = components['schemas']['Exchange'];

const say = messages.exchange;

/** Whose price it is, and how old: a file of this machine is never taken for a market. */
export function PriceNote({ exchange, price }: { exchange: Exchange; price: NonNullable<Exchange['price']> }) {
  const { price_source: source, base, reporters } = exchange;
  const well = reporters.filter(({ ok }) => ok).length;
  return (
    <p className="small soft" data-price-source={source}>
      {say.price(groups(price.per_bitcoin), base)} <Time at={price.at} />
      {' · '}
      <Badge tone={source === 'local' ? 'wait' : 'plain'}>{say.sources[source]}</Badge>
      {reporters.length > 0 && ` · ${say.reporters(well, reporters.length)}`}
    </p>
  );
}

/** `60,000.5`, however long it is: never a float. */
function groups(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
