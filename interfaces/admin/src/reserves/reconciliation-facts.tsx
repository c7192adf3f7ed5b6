import { Amount, Badge, Card, type Column, Facts, Hash, Moment, Table } from '@istsi/ui';
import { messages } from '../messages.ts';
import type { Reconciliation } from './judge-reconciliation.ts';

const { reconciliations: say } = messages;
type Difference = Reconciliation['differences'][number];

/** One comparison: at which pair of blocks, what was counted, what differs and what nobody could find out. */
export function ReconciliationFacts({ made }: { made: Reconciliation }) {
  return (
    <>
      <div className="columns">
        <Card title={say.figures}>
          <Figures figures={made.figures} />
        </Card>
        <Circumstances made={made} />
      </div>
      <NotKnown made={made} />
      <Card title={say.differences} aside={<Left made={made} />}>
        <Table
          caption={say.differences}
          columns={columns}
          rows={made.differences}
          keyOf={({ comparison, subject, explanation, sats }) => [comparison, subject, explanation, sats].join(' ')}
          empty={made.outcome === 'unknown' ? say.noneFound : say.noDifferences}
        />
      </Card>
    </>
  );
}

function Figures({ figures }: { figures: Reconciliation['figures'] }) {
  if (!figures) return <p className="empty">{say.noFigures}</p>;
  const counted = ({ count, sats }: { count: number; sats: string }) => (
    <>
      <span className="soft num">{say.counted(count)}</span> <Amount sats={BigInt(sats)} />
    </>
  );
  return (
    <Facts
      rows={[
        [say.coins, counted(figures.coins)],
        [say.books, counted(figures.books)],
        [say.owed, <Amount key="owed" sats={BigInt(figures.owed_sats)} />],
        [say.supply, <Amount key="supply" sats={BigInt(figures.supply_sats)} />],
        [say.balances, <Amount key="balances" sats={BigInt(figures.balances_sats)} />],
        [say.openWithdrawals, counted(figures.open_withdrawals)],
        [say.returnables, counted(figures.returnables)],
        [say.pendingMints, counted(figures.pending_mints)],
      ]}
    />
  );
}

function Circumstances({ made }: { made: Reconciliation }) {
  const { bitcoin_block: block, stellar_ledger: ledger, coin_source: source } = made;
  const at = (what: string, place: number, hash: string) => (
    <>
      <span className="num">{place.toLocaleString('en')}</span> <Hash value={hash} what={what} ends={6} />
    </>
  );
  return (
    <Card title={say.circumstances} aside={<Badge tone={toneOf(made)}>{say.outcomes[made.outcome]}</Badge>}>
      <Facts
        rows={[
          [say.unexplained, <Unexplained key="unexplained" made={made} />],
          [say.ended, <Moment key="ended" at={made.ended_at} />],
          [say.block, block ? at(say.block, block.height, block.hash) : say.none],
          [say.ledger, ledger ? at(say.ledger, ledger.sequence, ledger.hash) : say.none],
          source !== null && [say.source, say.sources[source]],
          [say.views, say.viewsOf(made.views)],
        ]}
      />
    </Card>
  );
}

/** Of what came to no end, nobody knows how much it is. */
export const Unexplained = ({ made }: { made: Reconciliation }) =>
  made.outcome === 'unknown' ? say.outcomes.unknown : <Amount sats={BigInt(made.unexplained_sats)} />;

export const toneOf = ({ outcome }: Pick<Reconciliation, 'outcome'>) =>
  (({ balanced: 'good', difference: 'bad', unknown: 'wait' }) as const)[outcome];

/** How many there are beside those that are shown. */
function Left({ made: { differences, differences_in_all: all } }: { made: Reconciliation }) {
  return all > differences.length ? <span>{say.moreDifferences(differences.length, all)}</span> : null;
}

/** What could not be found out, and where two servers of one chain say different things. */
function NotKnown({ made: { unknown, disagreements } }: { made: Reconciliation }) {
  return (
    <>
      {unknown.length > 0 && (
        <Card title={say.notKnown}>
          <Facts rows={unknown.map(({ what, why }) => [what, why] as const)} />
        </Card>
      )}
      {disagreements.length > 0 && (
        <Card title={say.disagreements}>
          <Facts
            rows={disagreements.map(({ chain, what, first, second }) => [
              `${say.chains[chain]}: ${what}`,
              `${say.says('first', first)}, ${say.says('second', second)}`,
            ])}
          />
        </Card>
      )}
    </>
  );
}

/** An output is known by its ends; a figure has a name. */
const OUTPUT = /^[0-9a-f]{64}(:\d+)?$/;

const columns: readonly Column<Difference>[] = [
  {
    id: 'subject',
    head: say.subject,
    cell: ({ subject }) =>
      OUTPUT.test(subject) ? (
        <Hash value={subject} what={say.subject} ends={8} />
      ) : (
        <span className="wrapped">{subject}</span>
      ),
  },
  {
    id: 'why',
    head: say.why,
    cell: ({ explanation, detail, state }) => (
      <span className="wrapped">
        <Badge tone={explanation === 'unexplained' ? 'bad' : 'plain'}>{say.explanations[explanation]}</Badge>{' '}
        <span className="soft">{state === null ? detail : `${detail} (${state})`}</span>
      </span>
    ),
  },
  { id: 'of', head: say.of, extra: true, cell: ({ comparison }) => say.comparisons[comparison] },
  { id: 'sats', head: say.sats, end: true, cell: ({ sats }) => <Amount sats={BigInt(sats)} unit="none" signed /> },
];
