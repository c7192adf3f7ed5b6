import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

export type Reconciliation = Shape<'Reconciliation'>;
type Counted = NonNullable<Reconciliation['figures']>['coins'];

export interface ReconcileOptions {
  show?: string;
  history?: number;
}

/** A search among everything that is unspent takes a node of the public network some minutes. */
const PATIENCE_MS = 30 * 60_000;

/** 2 is a bad command line. */
const EXIT = { balanced: 0, difference: 1, unknown: 3 } as const;

/**
 * `istsi reconcile`: holds both chains against each other now, or shows what came of it before. Exit code 0 when they agree
 * to the satoshi, 1 when nothing explains a difference, 3 when it is not known.
 */
export function reconcile({ show, history }: ReconcileOptions): Command {
  return async (context) => {
    const { operator: api } = askedApi(context, { timeoutMs: PATIENCE_MS });
    if (history !== undefined) {
      const page = await answered(api.GET('/v1/reconciliations', { params: { query: { limit: history } } }));
      const lines = page.items.map((made) => historyLine(context.colours, made));
      context.print(lines.join('\n') || '  None was made yet.', { step: 'reconciliations', ...page });
      return EXIT[page.items[0]?.outcome ?? 'unknown'];
    }
    const made = await answered(
      show === undefined
        ? api.POST('/v1/reconciliations', { body: {} })
        : api.GET('/v1/reconciliations/{id}', { params: { path: { id: show } } }),
    );
    context.print(describeReconciliation(context.colours, made).join('\n'), { step: 'reconciliation', ...made });
    return EXIT[made.outcome];
  };
}

type Colours = Context['colours'];

export function describeReconciliation(colours: Colours, made: Reconciliation): string[] {
  const { figures, differences, differences_in_all, unknown, disagreements } = made;
  const sats = (text: string): string => `${formatCount(BigInt(text))} sats`;
  const counted = ({ count, sats: held }: Counted): string => `${sats(held)} in ${formatCount(count)}`;
  const lines = [
    verdict(colours, made),
    factLine(colours, 'pair', pairOf(made)),
    factLine(colours, 'views', viewsOf(made)),
  ];
  if (figures) {
    lines.push(
      factLine(colours, 'coins', `${counted(figures.coins)}, ${SOURCES[made.coin_source ?? 'watched']}`),
      factLine(colours, 'books', counted(figures.books)),
      factLine(
        colours,
        'owed',
        `${sats(figures.owed_sats)}, ${formatCount(figures.open_withdrawals.count)} withdrawals and ${formatCount(figures.returnables.count)} returns`,
      ),
      factLine(
        colours,
        'supply',
        `${formatCount(BigInt(figures.supply_sats))} iSTSi, all balances ${formatCount(BigInt(figures.balances_sats))}`,
      ),
      factLine(colours, 'minted soon', counted(figures.pending_mints)),
    );
  }
  for (const { explanation, sats: text, subject, detail } of differences) {
    const isOpen = explanation === 'unexplained';
    const amount = BigInt(text) > 0n ? `+${formatCount(BigInt(text))}` : formatCount(BigInt(text));
    lines.push(`  ${isOpen ? colours.bad('✗') : colours.faint('·')} ${explanation}: ${amount} sats, ${subject}`);
    lines.push(`    ${colours.faint(detail)}`);
  }
  const left = differences_in_all - differences.length;
  if (left > 0) lines.push(`  ${colours.faint(`and ${formatCount(left)} more that are smaller`)}`);
  for (const { chain, what, first, second } of disagreements) {
    lines.push(`  ${colours.warn('!')} two servers of ${chain} differ about ${what}`);
    lines.push(`    ${colours.faint(`the first says ${first}, the second ${second}`)}`);
  }
  for (const { what, why } of unknown) lines.push(`  ${colours.warn('?')} ${what}: ${why}`);
  return lines;
}

const SOURCES = { scanned: 'searched for among all that is unspent', watched: 'as far as they were seen' } as const;

function verdict(colours: Colours, { outcome, unexplained_sats, id }: Reconciliation): string {
  const number = colours.faint(`(#${id})`);
  if (outcome === 'balanced') return `  ${colours.good('✓')} both chains agree to the satoshi ${number}`;
  if (outcome === 'difference')
    return `  ${colours.bad('✗')} nothing explains ${formatCount(BigInt(unexplained_sats))} sats ${number}`;
  return `  ${colours.warn('?')} it is not known whether both chains agree ${number}`;
}

function pairOf({ bitcoin_block: block, stellar_ledger: ledger }: Reconciliation): string {
  if (!block || !ledger) return 'none could be had';
  return `block ${formatCount(block.height)} (${shorten(block.hash)}), ledger ${formatCount(ledger.sequence)} (${shorten(ledger.hash)})`;
}

const viewsOf = ({ views }: Reconciliation): string => `${views.stellar} of Stellar, ${views.bitcoin} of Bitcoin`;

function historyLine(colours: Colours, made: Reconciliation): string {
  const { outcome, ended_at, figures } = made;
  const held = figures
    ? `${formatCount(BigInt(figures.coins.sats))} sats on Bitcoin, ${formatCount(BigInt(figures.supply_sats))} iSTSi`
    : 'no figures';
  const mark = { balanced: colours.good('✓'), difference: colours.bad('✗'), unknown: colours.warn('?') }[outcome];
  const open = outcome === 'difference' ? `, ${formatCount(BigInt(made.unexplained_sats))} sats unexplained` : '';
  return `  ${mark} #${made.id}  ${ended_at}  ${outcome}: ${held}${open}`;
}
