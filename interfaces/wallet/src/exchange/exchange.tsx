import type { components } from '@istsi/client';
import { answer, type Network } from '@istsi/client';
import { AsOf, Button, Card, Notice } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Account, useAccount } from '../account/account.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { exchangeQuery, networkQuery, userQuery } from '../queries.ts';
import { Failure } from '../shell/failure.tsx';
import { NotYet } from '../shell/not-yet.tsx';
import { useTrouble } from '../shell/trouble.tsx';
import { prepareEither } from '../signing/sponsored.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { PriceNote } from './price-note.tsx';
import { QuoteFacts } from './quote-facts.tsx';
import { ReviewExchange } from './review-exchange.tsx';
import { formatUnits, parseUnits, unitOf } from './units.ts';
import { UnitsField } from './units-field.tsx';

const say = messages.exchange;
/** A price moves: what is shown is asked for again. */
const QUOTE_EVERY_MS = 10_000;

type Exchange = components['schemas']['Exchange'];

export function ExchangePage() {
  const { account } = useAccount();
  return (
    <>
      <title>{`${say.title} · ${messages.name}`}</title>
      {account ? <Opened account={account} /> : <Welcome />}
    </>
  );
}

function Opened({ account }: { account: Account }) {
  const exchange = useQuery(exchangeQuery(account.address));
  const { data: network } = useQuery(networkQuery);
  const { data: user, error: unanswered } = useQuery(userQuery(account.address));
  // An answer that is missed later takes nothing away: somebody may be in the middle of it.
  if (exchange.data === undefined || !network || user === undefined)
    return <NotYet error={exchange.error ?? unanswered} lines={6} />;
  if (exchange.data === null)
    return (
      <Card isPage title={say.title}>
        <Notice title={say.none}>{say.noneMore}</Notice>
        <BackHome />
      </Card>
    );
  return (
    <AsOf answered={exchange}>
      <Order account={account} exchange={exchange.data} network={network} />
    </AsOf>
  );
}

interface OrderProps {
  account: Account;
  exchange: Exchange;
  network: Network;
}

function Order({ account, exchange, network }: OrderProps) {
  const istsi = network.contracts['istsi-token'] ?? '';
  const [isReversed, setReversed] = useState(false);
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const trouble = useTrouble();
  const own = exchange.tokens.find(({ contract }) => contract === istsi);
  const other = exchange.tokens.find(({ contract }) => contract !== istsi);
  const [from, to] = isReversed ? [other, own] : [own, other];
  const units = from && readUnits(text, unitOf(from, istsi), from.balance);
  const pair = from && to && { from_token: from.contract, to_token: to.contract };
  const quote = useQuery({
    queryKey: ['exchange-quote', account.address, pair?.from_token, String(units)],
    queryFn: ({ signal }) => {
      const body = { user: account.address, ...pair!, amount: String(units) };
      return answer(api.POST('/v1/exchanges/quote', { body, signal }));
    },
    enabled: units !== undefined && pair !== undefined && exchange.price !== null,
    refetchInterval: QUOTE_EVERY_MS,
  });
  const prepare = useMutation({
    mutationFn: (asked: { units: bigint; quote: components['schemas']['ExchangeQuote'] }) => {
      const order = { user: account.address, ...pair!, amount: String(asked.units) };
      const body = { ...order, min_out: asked.quote.suggested_min_out };
      return prepareEither(
        () => answer(api.POST('/v1/exchanges/prepare', { body })),
        () => answer(api.POST('/v1/sponsorship/exchanges/prepare', { body })),
      );
    },
  });
  if (!from || !to) return <Notice title={say.none}>{say.noneMore}</Notice>;
  const [give, get] = [unitOf(from, istsi), unitOf(to, istsi)];
  if (prepare.data) {
    const { units: amount, quote: agreed } = prepare.variables;
    return (
      <ReviewExchange
        {...{ account, network, prepared: prepare.data, quote: agreed, give, get }}
        order={{ ...pair!, amount, minOut: BigInt(agreed.suggested_min_out) }}
        onBack={prepare.reset}
        onAnother={() => {
          setText('');
          setAsked(false);
          prepare.reset();
        }}
      />
    );
  }
  const refusal = quote.data?.refusal;
  const review = () => {
    setAsked(true);
    if (quote.data && !refusal && units !== undefined) prepare.mutate({ units, quote: quote.data });
  };
  const turn = () => {
    setReversed(!isReversed);
    setText('');
    setAsked(false);
  };
  return (
    <Card isPage as="form" title={say.title} onSubmit={review}>
      <p>{say.lead(get.symbol)}</p>
      {exchange.price === null && (
        <Notice tone="bad" title={say.noPrice}>
          {say.noPriceMore}
        </Notice>
      )}
      <UnitsField {...{ unit: give, text, onText: setText, isAsked }} most={BigInt(from.balance ?? 0)} />
      <p className="row">
        <Button onClick={turn}>{say.turn(get.symbol, give.symbol)}</Button>
      </p>
      <p className="soft small">{say.held(formatUnits(BigInt(to.inventory), get))}</p>
      {quote.data && !refusal && <QuoteFacts quote={quote.data} get={get} />}
      {refusal && (
        <Notice tone="bad" title={refusal.message}>
          {refusal.remedy}
        </Notice>
      )}
      {quote.isError && <Failure error={quote.error} />}
      {prepare.isError && <Failure error={prepare.error} />}
      {exchange.price && <PriceNote exchange={exchange} price={quote.data?.price ?? exchange.price} />}
      <div className="row">
        <Button
          look="main"
          type="submit"
          busy={prepare.isPending || quote.isLoading}
          disabled={trouble !== undefined || exchange.price === null || Boolean(refusal)}
        >
          {messages.withdraw.review}
        </Button>
        <BackHome />
      </div>
    </Card>
  );
}

function readUnits(text: string, unit: ReturnType<typeof unitOf>, balance: string | null): bigint | undefined {
  const parsed = parseUnits(text, unit);
  return parsed.ok && parsed.units <= BigInt(balance ?? 0) ? parsed.units : undefined;
}

const BackHome = () => (
  <Link to="/" className="button quiet">
    {messages.nav.home}
  </Link>
);
