import { ApiFailure, answer } from '@istsi/client';
import { Badge, Card, Facts, formatDecimal, formatSats, Hash, Notice, Table, Time } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';

const { oracle: say } = messages;
const NOT_FOUND = 404;
const BPS_PER_PERCENT = 100;
const LUMEN_PLACES = 7;
type Exchange = Shape<'Exchange'>;

/** Null where there is none. */
const exchangeQuery = {
  queryKey: ['live', 'exchange'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Exchange | null> => {
    try {
      return await answer(api.GET('/v1/exchange', { signal }));
    } catch (error) {
      if (error instanceof ApiFailure && error.status === NOT_FOUND) return null;
      throw error;
    }
  },
};

/** The price that exchanges go by, who says so, and what is paid for holders without lumens. */
export function OraclePage() {
  const exchange = useQuery(exchangeQuery);
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <Loaded query={exchange}>
          {(found) =>
            found === null ? (
              <Notice title={say.none} />
            ) : (
              <div className="stack">
                <Price exchange={found} />
                <Holds exchange={found} />
                <Card title={say.reporters}>
                  {found.reporters.length === 0 && <p className="empty">{say.noReporters}</p>}
                  <ul className="people">
                    {found.reporters.map((reporter) => (
                      <Reporter key={reporter.address} reporter={reporter} />
                    ))}
                  </ul>
                </Card>
              </div>
            )
          }
        </Loaded>
        <Sponsor />
      </div>
    </>
  );
}

function Price({ exchange }: { exchange: Exchange }) {
  const { price, base, price_source, price_max_age_seconds, fee_bps, oracle } = exchange;
  return (
    <Card title={say.price} aside={<span className="small soft">{say.perBitcoin(base)}</span>}>
      {price === null && <Notice tone="bad" title={say.noPrice} />}
      <Facts
        rows={[
          price !== null && [say.price, `${grouped(price.per_bitcoin)} ${base}`],
          price !== null && [say.age, say.seconds(price.age_seconds)],
          [say.mostAge, say.seconds(price_max_age_seconds)],
          [say.source, price_source],
          [say.fee, `${fee_bps / BPS_PER_PERCENT} %`],
          [say.contract, <Hash key="oracle" value={oracle} what={say.contract} ends={6} />],
        ]}
      />
    </Card>
  );
}

function Holds({ exchange }: { exchange: Exchange }) {
  return (
    <Card title={say.tokens}>
      <Table
        caption={say.tokens}
        columns={[
          { id: 'token', head: say.token, cell: ({ symbol }) => symbol },
          {
            id: 'units',
            head: say.inventory,
            cell: ({ inventory, decimals }) => (
              <span className="num">{formatDecimal(BigInt(inventory), decimals)}</span>
            ),
            end: true,
          },
        ]}
        rows={exchange.tokens}
        keyOf={({ contract }) => contract}
        empty={say.none}
      />
    </Card>
  );
}

function Reporter({ reporter }: { reporter: Exchange['reporters'][number] }) {
  const { address, ok, problem, word, price, sources } = reporter;
  return (
    <li>
      <Hash value={address} what={messages.signers.address} ends={6} />
      <Badge tone={ok ? 'good' : 'bad'}>{ok ? say.states.ok : say.states.bad}</Badge>
      {problem !== null && <p className="small bad-text">{problem}</p>}
      <Facts
        rows={[
          [
            say.word,
            word === null ? (
              say.noWord
            ) : (
              <span key="word">
                {grouped(word.price)} · <Time at={word.at} />
              </span>
            ),
          ],
          price !== null && [say.own, grouped(price)],
          sources.length > 0 && [say.sources, sources.map(({ name }) => name).join(', ')],
        ]}
      />
    </li>
  );
}

function Sponsor() {
  const terms = useQuery({
    queryKey: ['live', 'sponsorship'],
    queryFn: ({ signal }) => answer(api.GET('/v1/sponsorship', { signal })),
  });
  return (
    <Card title={say.sponsor}>
      <Loaded query={terms} lines={2}>
        {(found) => (found.on ? <SponsorFacts terms={found} /> : <p className="empty">{say.sponsorOff}</p>)}
      </Loaded>
    </Card>
  );
}

function SponsorFacts({ terms: { day, total } }: { terms: Shape<'Sponsorship'> }) {
  const left = (budget: typeof day) => budget && say.leftOf(lumens(budget.left_stroops), lumens(budget.most_stroops));
  return <Facts rows={[day !== null && [say.day, left(day)], total !== null && [say.total, left(total)]]} />;
}

const lumens = (stroops: string): string => formatDecimal(BigInt(stroops), LUMEN_PLACES);
/** `60,000.5`: prices are decimals, as text. */
const grouped = (price: string): string => price.replace(/^\d+/, (whole) => formatSats(BigInt(whole)));
