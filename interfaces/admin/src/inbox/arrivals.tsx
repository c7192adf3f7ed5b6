import { answer } from '@istsi/client';
import { Amount, Badge, Card, type Column, Hash, Table, Time, type Tone } from '@istsi/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { Choice } from '../shell/choice.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { Older } from '../shell/older.tsx';

const { inbox: say } = messages;
type Receipt = Shape<'InboxReceipt'>;
type State = Receipt['state'];
const PAGE = 50;
const REFRESH_MS = 3_000;

const tones: Readonly<Record<State, Tone>> = {
  ...{ received: 'wait', withdrawing: 'wait', withdrawn: 'wait', returning: 'wait' },
  ...{ paid: 'good', returned: 'plain', settled: 'plain', kept: 'bad' },
};

/** `receipts`: how many there are in each state; undefined while that is not known. */
export function Arrivals({ receipts = {} }: { receipts?: Readonly<Record<string, number>> | undefined }) {
  const { state: asked } = useSearch({ from: '/inbox' });
  const navigate = useNavigate({ from: '/inbox' });
  const state = asked !== undefined && asked in tones ? (asked as State) : undefined;
  const pages = useInfiniteQuery({
    // Not among what every event hurries: each look would ask for all the pages that were gone through.
    queryKey: ['inbox-receipts', state],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { limit: PAGE, ...(state && { state }), ...(cursor !== undefined && { cursor }) };
      return answer(api.GET('/v1/inbox/receipts', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
  const named = (name: State): string =>
    receipts[name] === undefined ? say.states[name] : `${say.states[name]} (${receipts[name].toLocaleString('en')})`;
  const names = Object.fromEntries((Object.keys(tones) as State[]).map((name) => [name, named(name)]));
  return (
    <Card title={say.arrivals}>
      <div className="filters">
        <Choice
          label={say.state}
          value={state}
          names={names}
          any={say.any}
          onChoose={(value) => void navigate({ search: value === '' ? {} : { state: value } })}
        />
      </div>
      <Loaded query={pages}>
        {(found) => (
          <Table
            caption={say.arrivals}
            columns={columns}
            rows={found.pages.flatMap(({ items }) => items)}
            keyOf={({ id }) => id}
            empty={state === undefined ? say.nothing : say.nothingSo}
          />
        )}
      </Loaded>
      <Older pages={pages} />
    </Card>
  );
}

const columns: readonly Column<Receipt>[] = [
  {
    id: 'arrival',
    head: say.arrival,
    cell: ({ id }) => <OperationLink operation={{ id, kind: 'inbox' }} />,
  },
  {
    id: 'state',
    head: say.state,
    cell: ({ state, reason, withdrawal_id }) => (
      <span className="wrapped">
        <Badge tone={tones[state]}>{say.states[state]}</Badge>{' '}
        {withdrawal_id !== null && <OperationLink operation={{ id: withdrawal_id, kind: 'withdrawal' }} />}
        {reason !== null && <span className="small soft"> {reason.message}</span>}
      </span>
    ),
  },
  {
    id: 'from',
    head: say.from,
    extra: true,
    cell: ({ from }) => (
      <Hash
        value={from}
        what={say.from}
        ends={4}
        link={(shown) => (
          <Link to="/users/$address" params={{ address: from }}>
            {shown}
          </Link>
        )}
      />
    ),
  },
  {
    id: 'id',
    head: say.id,
    extra: true,
    cell: ({ muxed_id }) => (muxed_id === null ? say.noId : <span className="num">{muxed_id}</span>),
  },
  { id: 'when', head: say.when, extra: true, cell: ({ received_at }) => <Time at={received_at} /> },
  {
    id: 'amount',
    head: say.amount,
    end: true,
    cell: ({ amount_sats, amount }) =>
      amount_sats === null ? (
        <span className="soft">
          <span className="num">{amount}</span> {say.otherToken}
        </span>
      ) : (
        <Amount sats={BigInt(amount_sats)} unit="none" />
      ),
  },
];
