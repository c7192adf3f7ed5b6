import { Amount, Card, type Column, Facts, Hash, Plot, Table, Time } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { proofsQuery, reservesQuery, type Shape, statusQuery } from '../api.ts';
import { messages } from '../messages.ts';
import { Equation } from '../overview/equation.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Reconciliations } from './reconciliations.tsx';

const { reserves: say } = messages;
type Proof = Shape<'ReserveProof'>;
const BPS = 10_000n;

/** What is held against what is issued, what is missing, and what was proved. */
export function ReservesPage() {
  const reserves = useQuery(reservesQuery);
  const status = useQuery(statusQuery);
  const proofs = useQuery(proofsQuery);
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <Loaded query={reserves}>
        {(found) => (
          <>
            <Equation reserves={found} />
            <div className="columns">
              <Card title={say.books}>
                <Facts
                  rows={[
                    [
                      say.compared,
                      <span key="height" className="num">
                        {found.compared_height ?? say.never}
                      </span>,
                    ],
                    [say.short, <Amount key="short" sats={BigInt(found.short_sats)} />],
                    [
                      say.rate,
                      <span key="rate" className="num">
                        {(found.redemption_rate_bps / 100).toFixed(2)} %
                      </span>,
                    ],
                    found.fill_address !== null && [
                      say.fill,
                      <Hash key="fill" value={found.fill_address} what={say.fill} ends={10} />,
                    ],
                  ]}
                />
                {status.data && <Missing books={status.data.books} />}
              </Card>
              <Loaded query={proofs}>{({ items }) => <RatioPlot proofs={items} />}</Loaded>
            </div>
          </>
        )}
      </Loaded>
      <Reconciliations />
      <Card title={say.proofs}>
        <Loaded query={proofs}>
          {({ items }) => (
            <Table caption={say.proofs} columns={columns} rows={items} keyOf={({ id }) => id} empty={say.noProofs} />
          )}
        </Loaded>
      </Card>
    </>
  );
}

const columns: readonly Column<Proof>[] = [
  { id: 'height', head: say.block, cell: ({ bitcoin_height }) => <span className="num">{bitcoin_height}</span> },
  { id: 'at', head: say.published, cell: ({ published_at }) => <Time at={published_at} /> },
  {
    id: 'outputs',
    head: say.outputs,
    end: true,
    extra: true,
    cell: ({ outputs }) => <span className="num">{outputs}</span>,
  },
  {
    id: 'held',
    head: say.held,
    end: true,
    cell: ({ reserves_sats }) => <Amount sats={BigInt(reserves_sats)} unit="none" />,
  },
  {
    id: 'issued',
    head: say.issued,
    end: true,
    extra: true,
    cell: ({ supply_sats }) => <Amount sats={BigInt(supply_sats)} unit="none" />,
  },
  {
    id: 'files',
    head: say.files,
    end: true,
    cell: ({ id, files }) => (
      <details className="files">
        <summary>{say.fileCount(files.length)}</summary>
        {files.map((file) => (
          <a key={file} href={`/v1/reserves/proofs/${id}/${file}`} download={file}>
            {file}
          </a>
        ))}
      </details>
    ),
  },
];

/** The outputs that the books name and Bitcoin does not have. */
function Missing({ books }: { books: Shape<'Status'>['books'] }) {
  if (books.missing.length === 0) return <p className="small soft">{say.nothingMissing}</p>;
  return (
    <ul className="missing">
      {books.missing.map(({ outpoint, amount_sats, why }) => (
        <li key={outpoint}>
          <Hash value={outpoint} what={say.output} ends={8} /> <Amount sats={BigInt(amount_sats)} />{' '}
          <span className="bad-text">{say.whyMissing[why]}</span>
        </li>
      ))}
    </ul>
  );
}

function RatioPlot({ proofs }: { proofs: readonly Proof[] }) {
  const text = JSON.stringify(proofs);
  const { times, series } = useMemo(() => {
    const rising = (JSON.parse(text) as Proof[]).toReversed();
    const values = rising.map(({ reserves_sats, supply_sats }) =>
      supply_sats === '0' ? null : Number((BigInt(reserves_sats) * BPS) / BigInt(supply_sats)) / 100,
    );
    return {
      times: rising.map(({ published_at }) => Date.parse(published_at) / 1000),
      series: [{ name: say.ratio, colour: '--good', values }],
    };
  }, [text]);
  return (
    <Card title={say.ratio} aside={<span>{say.ratioAside}</span>}>
      {proofs.length < 2 ? (
        <p className="empty">{say.fewProofs}</p>
      ) : (
        <Plot label={say.ratioLabel} times={times} series={series} />
      )}
    </Card>
  );
}
