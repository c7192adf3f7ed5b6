import { answer } from '@istsi/client';
import { Amount, Card, Plot, type Series } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';

const { volumes: say } = messages;
const DAYS = 30;
const SATS_PER_BTC = 100_000_000;

/** What came in and went out, a month of days. */
export function Volumes() {
  const volumes = useQuery({
    queryKey: ['live', 'volumes'],
    queryFn: ({ signal }) => answer(api.GET('/v1/operations/volumes', { params: { query: { days: DAYS } }, signal })),
  });
  return (
    <Card title={say.title} aside={<span>{say.aside}</span>}>
      <Loaded query={volumes}>{({ days }) => <Drawn days={days} />}</Loaded>
    </Card>
  );
}

type Days = Shape<'Volumes'>['days'];

function Drawn({ days }: { days: Days }) {
  const text = JSON.stringify(days);
  // The same numbers are drawn once, however often they are asked for.
  const { times, series } = useMemo(() => plotOf(JSON.parse(text) as Days), [text]);
  const came = sum(days.map(({ deposited_sats }) => deposited_sats));
  const went = sum(days.map(({ withdrawn_sats }) => withdrawn_sats));
  return (
    <>
      <p className="legend small">
        <span>
          <span className="came">{say.came}</span> <Amount sats={came} />
        </span>
        <span>
          <span className="went">{say.went}</span> <Amount sats={went} />
        </span>
      </p>
      <Plot label={say.label(days.length)} times={times} series={series} />
    </>
  );
}

function plotOf(days: Days): { times: number[]; series: Series[] } {
  const btc = (sats: string): number => Number(sats) / SATS_PER_BTC;
  return {
    times: days.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / 1000),
    series: [
      { name: say.came, colour: '--good', values: days.map(({ deposited_sats }) => btc(deposited_sats)) },
      { name: say.went, colour: '--accent', values: days.map(({ withdrawn_sats }) => btc(withdrawn_sats)) },
    ],
  };
}

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, sats) => total + BigInt(sats), 0n);
