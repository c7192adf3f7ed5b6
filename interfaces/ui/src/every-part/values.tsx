import { Amount } from '../parts/amount.tsx';
import { AsOf } from '../parts/as-of.tsx';
import { Badge } from '../parts/badge.tsx';
import { Blocks } from '../parts/blocks.tsx';
import { Card } from '../parts/card.tsx';
import { Facts } from '../parts/facts.tsx';
import { CopyButton, Hash } from '../parts/hash.tsx';
import { Meter } from '../parts/meter.tsx';
import { Plot } from '../parts/plot.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Moment, Time } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { ADDRESS, ago, LONG, type Specimen } from './specimens.ts';

const HOUR = 3_600;
const HOURS = 24;
const times = Array.from({ length: HOURS }, (_, hour) => 1_700_000_000 + hour * HOUR);
const rising = times.map((_, hour) => 1_203 + hour / 10);
const answered = { data: 1, isError: false, dataUpdatedAt: Date.now() };

interface Row {
  name: string;
  sats: bigint;
}

const columns: readonly Column<Row>[] = [
  { id: 'name', head: 'Who', cell: ({ name }) => name },
  { id: 'sats', head: 'Has', cell: ({ sats }) => <Amount sats={sats} />, end: true },
  { id: 'more', head: 'On a wide page', cell: () => 'only there', extra: true },
];
const table = { caption: 'Holders', columns, keyOf: ({ name }: Row) => name, empty: 'Nobody holds any.' };

/** Parts that show something. */
export const values: readonly Specimen[] = [
  {
    part: 'Amount',
    states: [
      ['bitcoin', <Amount key="btc" sats={120_340_000_000n} />],
      ['a satoshi', <Amount key="one" sats={1n} />],
      ['nothing', <Amount key="none" sats={0n} />],
      ['what came, and what went', <Signed key="signed" />],
      ['satoshis', <Amount key="sats" sats={120_340_000_000n} unit="sats" />],
      ['below a heading that names the unit', <Amount key="bare" sats={50_000n} unit="none" />],
    ],
  },
  {
    part: 'AsOf',
    states: [
      [
        'now',
        <AsOf key="now" answered={answered}>
          <p>1,203.4 BTC</p>
        </AsOf>,
      ],
      [
        'of before, and nobody has answered since',
        <AsOf key="past" answered={{ ...answered, isError: true, dataUpdatedAt: ago(12).getTime() }}>
          <p>1,203.4 BTC</p>
        </AsOf>,
      ],
    ],
  },
  {
    part: 'Badge',
    states: (['plain', 'good', 'wait', 'bad'] as const).map((tone) => [
      tone,
      <Badge key={tone} tone={tone}>
        in this state
      </Badge>,
    ]),
  },
  {
    part: 'Blocks',
    states: [0, 2, 6].map((have) => [
      `${have} of 6`,
      <Blocks key={have} have={have} need={6} label={`${have} of 6 confirmations`} />,
    ]),
  },
  {
    part: 'Facts',
    states: [
      [
        'short ones',
        <Facts
          key="short"
          rows={[
            ['Tier', '2'],
            ['Limit', <Amount key="limit" sats={5_000_000n} />],
          ]}
        />,
      ],
      [
        'long ones',
        <Facts
          key="long"
          rows={[
            ['Address', <Hash key="a" value={ADDRESS} what="address" />],
            [LONG, LONG],
          ]}
        />,
      ],
    ],
  },
  {
    part: 'Hash',
    states: [
      ['whole', <Hash key="whole" value={ADDRESS} what="address" />],
      ['shortened', <Hash key="short" value={ADDRESS} what="address" ends={6} />],
      [
        'a link',
        <Hash key="link" value={ADDRESS} what="address" ends={6} link={(shown) => <a href="#Hash">{shown}</a>} />,
      ],
      ['not to be copied', <Hash key="only" value={ADDRESS} what="address" ends={6} copy={false} />],
    ],
  },
  { part: 'CopyButton', states: [['by itself', <CopyButton key="copy" value={ADDRESS} what="address" />]] },
  {
    part: 'Meter',
    states: (
      [
        ['nothing used', 0n],
        ['some of it', 420n],
        ['nearly all', 930n],
        ['all of it', 1_000n],
      ] as const
    ).map(([state, used]) => [
      state,
      <Meter key={state} label="Left within 24 hours" used={used} most={1_000n} text={`${used} of 1000 sats`} />,
    ]),
  },
  {
    part: 'Plot',
    states: [
      [
        'two lines',
        <Plot
          key="two"
          label="Held and issued"
          times={times}
          series={[
            { name: 'held', colour: '--good', values: rising },
            { name: 'issued', colour: '--accent', values: rising.map((value) => value - 1) },
          ]}
        />,
      ],
      [
        'with a gap',
        <Plot
          key="gap"
          label="Held, a while unknown"
          times={times}
          series={[
            {
              name: 'held',
              colour: '--good',
              values: rising.map((value, hour) => (hour > 8 && hour < 14 ? null : value)),
            },
          ]}
        />,
      ],
      [
        'nothing yet',
        <Plot key="none" label="Nothing yet" times={[]} series={[{ name: 'held', colour: '--good', values: [] }]} />,
      ],
    ],
  },
  { part: 'Skeleton', states: [['on its way', <Skeleton key="skeleton" lines={3} />]] },
  {
    part: 'Table',
    states: [
      [
        'full',
        <Card key="full" title="Holders">
          <Table
            {...table}
            rows={[
              { name: 'alice', sats: 1n },
              { name: LONG, sats: 120_340_000_000n },
            ]}
          />
        </Card>,
      ],
      [
        'empty',
        <Card key="empty" title="Holders">
          <Table {...table} rows={[]} />
        </Card>,
      ],
    ],
  },
  {
    part: 'Time',
    states: [
      ['just now', <Time key="now" at={ago(0)} />],
      ['long ago', <Time key="ago" at={ago(3_000)} />],
    ],
  },
  { part: 'Moment', states: [['a deadline', <Moment key="at" at={ago(-3_000)} />]] },
  {
    part: 'Timeline',
    states: [
      [
        'under way',
        <Timeline
          key="way"
          label="A deposit"
          steps={[
            { id: '1', title: 'Seen', at: ago(20), state: 'done' },
            { id: '2', title: 'Confirmed', detail: '3 of 6 blocks', at: ago(4), state: 'next' },
            { id: '3', title: 'Minted', state: 'later' },
          ]}
        />,
      ],
      [
        'failed',
        <Timeline
          key="failed"
          label="A withdrawal"
          steps={[
            { id: '1', title: 'Asked for', at: ago(50), state: 'done' },
            { id: '2', title: 'Refused', detail: LONG, at: ago(49), state: 'failed' },
          ]}
        />,
      ],
    ],
  },
];

function Signed() {
  return (
    <>
      <Amount sats={1_500n} signed /> <Amount sats={-1_500n} signed />
    </>
  );
}
