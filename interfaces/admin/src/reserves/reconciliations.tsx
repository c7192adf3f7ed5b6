import { answer } from '@istsi/client';
import {
  Badge,
  Button,
  Card,
  type Column,
  Moment,
  Notice,
  Plot,
  Skeleton,
  Table,
  Time,
  useNow,
  useToast,
} from '@istsi/ui';
import { type InfiniteData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { api, queries, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { useOpens } from '../session/session.tsx';
import { Failed } from '../shell/failed.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { Older } from '../shell/older.tsx';
import { withNewer } from '../shell/with-newer.ts';
import { differingSats, judgeReconciliations, type Lately, type Reconciliation } from './judge-reconciliation.ts';
import { toneOf, Unexplained } from './reconciliation-facts.tsx';

const { reconciliations: say } = messages;
const LATELY = 50;
const PAGE = 20;
const NOW_MS = 10_000;
/** Not among what every event hurries: each look would ask for all the pages that were gone through. */
const RUNS = ['reconciliations', 'all'];
type Pages = InfiniteData<Shape<'ReconciliationPage'>, string | undefined>;
const SATS_PER_BTC = 1e8;

/** Whether both chains agree, as it was last found out, and how it was before. */
export function Reconciliations() {
  const lately = useQuery({
    queryKey: ['live', 'reconciliations'],
    queryFn: ({ signal }) => answer(api.GET('/v1/reconciliations', { params: { query: { limit: LATELY } }, signal })),
  });
  return (
    <Loaded query={lately}>
      {(found) => (
        <>
          <div className="columns">
            <Last lately={found} />
            <Trend runs={found.items} />
          </div>
          {found.items[0] && <Runs lately={found.items} />}
        </>
      )}
    </Loaded>
  );
}

function Last({ lately }: { lately: Lately }) {
  const { tone, sentence, more, runbook } = judgeReconciliations(lately, useNow(NOW_MS));
  const [last] = lately.items;
  return (
    <Card title={say.title}>
      <Notice tone={tone} title={sentence}>
        {more}
      </Notice>
      {last && (
        <p className="small">
          <Link to="/reconciliations/$id" params={{ id: last.id }}>
            {say.one(last.id)}
          </Link>
          , <Time at={last.ended_at} />: {say.block} <BlockOf made={last} />, {say.ledger} <LedgerOf made={last} />.
        </p>
      )}
      <div className="buttons">
        <CompareNow />
        {runbook && (
          <Link className="button plain" to="/runbooks/$name" params={{ name: runbook }}>
            {say.whatToDo}
          </Link>
        )}
      </div>
    </Card>
  );
}

const BlockOf = ({ made }: { made: Reconciliation }) => (
  <span className="num">{made.bitcoin_block?.height.toLocaleString('en') ?? say.none}</span>
);
const LedgerOf = ({ made }: { made: Reconciliation }) => (
  <span className="num">{made.stellar_ledger?.sequence.toLocaleString('en') ?? say.none}</span>
);

/** Moves nothing: whoever runs the system may look again. */
function CompareNow() {
  const mayCompare = useOpens('POST /v1/reconciliations');
  const toast = useToast();
  const compare = useMutation({
    mutationFn: () => answer(api.POST('/v1/reconciliations', { body: {} })),
    onSuccess: async () => {
      toast(say.compared, 'good');
      await refreshLive();
    },
  });
  if (!mayCompare) return null;
  return (
    <>
      <Button busy={compare.isPending} onClick={() => compare.mutate()}>
        {say.compare}
      </Button>
      <Failed error={compare.error} wasToBeDone />
    </>
  );
}

function Trend({ runs }: { runs: readonly Reconciliation[] }) {
  const text = JSON.stringify(runs.map((made) => [made.ended_at, drawn(made)]));
  const { times, series } = useMemo(() => {
    const rising = (JSON.parse(text) as [string, Drawn][]).toReversed();
    return {
      times: rising.map(([at]) => Date.parse(at) / 1000),
      series: [
        { name: say.explained, colour: '--accent', values: rising.map(([, { explained }]) => explained) },
        { name: say.unexplainedLine, colour: '--bad', values: rising.map(([, { unexplained }]) => unexplained) },
      ],
    };
  }, [text]);
  return (
    <Card title={say.trend} aside={<span>{say.trendAside}</span>}>
      {runs.length < 2 ? (
        <p className="empty">{say.fewRuns}</p>
      ) : !series.some(({ values }) => values.some(Boolean)) ? (
        <p className="empty">{say.noneDiffered(runs.filter(({ outcome }) => outcome !== 'unknown').length)}</p>
      ) : (
        <>
          <Plot label={say.trendLabel(runs.length)} times={times} series={series} />
          <p className="legend small soft">
            <span className="explained">{say.explained}</span>
            <span className="amiss">{say.unexplainedLine}</span>
          </p>
        </>
      )}
    </Card>
  );
}

interface Drawn {
  explained: number | null;
  unexplained: number | null;
}

/** For the eye alone: here satoshis become floats. */
function drawn(made: Reconciliation): Drawn {
  const { explained, unexplained } = differingSats(made);
  const inBtc = (sats: bigint | null) => (sats === null ? null : Number(sats) / SATS_PER_BTC);
  return { explained: inBtc(explained), unexplained: inBtc(unexplained) };
}

/** All that were ever made, a page at a time. What ended meanwhile comes on top, and what was gone through stays. */
function Runs({ lately }: { lately: readonly Reconciliation[] }) {
  const pages = useInfiniteQuery({
    queryKey: RUNS,
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      return answer(api.GET('/v1/reconciliations', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }: Shape<'ReconciliationPage'>) => next_cursor ?? undefined,
    ...{ refetchInterval: false, refetchOnWindowFocus: false },
  });
  useEffect(() => {
    const grown = withNewer(queries.getQueryData<Pages>(RUNS), lately);
    if (grown === 'gap') void queries.resetQueries({ queryKey: RUNS });
    else if (grown) queries.setQueryData(RUNS, grown);
  }, [lately]);
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={say.runs}>
      <Failed error={pages.error} />
      {pages.isPending && <Skeleton lines={6} />}
      {pages.data && (
        <Table caption={say.runs} columns={columns} rows={rows} keyOf={({ id }) => id} empty={say.noRuns} />
      )}
      <Older pages={pages} />
    </Card>
  );
}

const columns: readonly Column<Reconciliation>[] = [
  {
    id: 'id',
    head: say.runs,
    cell: ({ id }) => (
      <Link to="/reconciliations/$id" params={{ id }} className="num">
        {say.number(id)}
      </Link>
    ),
  },
  {
    id: 'outcome',
    head: say.outcome,
    cell: (made) => <Badge tone={toneOf(made)}>{say.outcomes[made.outcome]}</Badge>,
  },
  { id: 'ended', head: say.ended, cell: ({ ended_at }) => <Moment at={ended_at} /> },
  { id: 'block', head: say.block, end: true, extra: true, cell: (made) => <BlockOf made={made} /> },
  { id: 'ledger', head: say.ledger, end: true, extra: true, cell: (made) => <LedgerOf made={made} /> },
  {
    id: 'unexplained',
    head: say.unexplained,
    end: true,
    cell: (made) => <Unexplained made={made} />,
  },
];
