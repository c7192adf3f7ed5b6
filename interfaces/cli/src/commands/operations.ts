import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { tableOf } from '../terminal/table.ts';
import { moment, paintState } from '../withdrawals/describe.ts';

type Operation = Shape<'Operation'>;
type Detail = Shape<'OperationDetail'>;

export interface OperationQuery {
  kind?: Operation['kind'];
  phase?: Operation['phase'];
  state?: string;
  user?: string;
  cursor?: string;
  limit: number;
}

/** `istsi operations`: deposits, withdrawals, returns, exchanges and payments of the reserve, newest first. */
export function listOperations(query: OperationQuery): Command {
  return async (context) => {
    const page = await answered(askedApi(context).operator.GET('/v1/operations', { params: { query } }));
    const lines = page.items.map((operation) => linesOf(context, operation));
    const more = page.next_cursor === null ? '' : `\n  ${context.colours.faint(`more: --cursor ${page.next_cursor}`)}`;
    context.print(lines.join('\n') + more || '  There is no such operation.', { step: 'operations', ...page });
    return 0;
  };
}

/** `istsi operations show <id>`: over both chains, the services and the signers, and what happens next. */
export function showOperation(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const detail = await answered(api.GET('/v1/operations/{id}', { params: { path: { id } } }));
    context.print(detailsOf(context, detail), { step: 'operation', ...detail });
    return 0;
  };
}

export function retryOperation(id: string, { reason }: { reason: string }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const params = { path: { id } };
    const operation = await answered(api.POST('/v1/operations/{id}/retry', { params, body: { reason } }));
    context.print(`${linesOf(context, operation)}\n    it is looked at now`, { step: 'operation', ...operation });
    return 0;
  };
}

export function showVolumes({ days }: { days: number }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const volumes = await answered(api.GET('/v1/operations/volumes', { params: { query: { days } } }));
    const rows = volumes.days.map(({ day, deposits, deposited_sats, withdrawals, withdrawn_sats }) => [
      ...[day, formatCount(deposits), formatCount(BigInt(deposited_sats))],
      ...[formatCount(withdrawals), formatCount(BigInt(withdrawn_sats))],
    ]);
    const table = tableOf(['day (UTC)', 'deposits', 'sats in', 'withdrawals', 'sats out'], rows);
    context.print(rows.length === 0 ? '  Nothing came in or went out.' : table, { step: 'volumes', ...volumes });
    return 0;
  };
}

function linesOf(
  { colours }: Context,
  { id, kind, state, phase, user, amount_sats, refusal, failures }: Operation,
): string {
  const amount = amount_sats === null ? '' : `${formatCount(BigInt(amount_sats))} sats`;
  const whose = user === null ? '' : `  ${shorten(user, 4, 4)}`;
  const mark = phase === 'attention' ? colours.bad('✗') : phase === 'open' ? colours.accent('·') : colours.good('✓');
  const tries = failures === 0 ? '' : `; failed ${formatCount(failures)} times`;
  const why = refusal === null ? '' : `\n    ${refusal.message}${tries}`;
  return `  ${mark} ${kind.padEnd(11)}${paintState(colours, state)} ${amount}${whose}\n    ${colours.faint(id)}${why}`;
}

const SOURCE_WIDTH = 10;

function detailsOf(context: Context, detail: Detail): string {
  const { colours } = context;
  const { next, timeline, related, submissions, archived } = detail;
  const steps = timeline.map(({ at, source, what, detail: facts, transaction }) => {
    const words = Object.entries(facts).map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`);
    const more = [...words, ...(transaction === null ? [] : [transaction])].join(', ');
    const when = at === null ? '                   ' : moment(at);
    return `  ${colours.faint(when)}  ${source.padEnd(SOURCE_WIDTH)}${what}${more === '' ? '' : `\n    ${colours.faint(more)}`}`;
  });
  const sent = submissions.map(({ hash, purpose, fate }) => `  Stellar ${hash}  ${purpose}: ${fate}`);
  return [
    linesOf(context, detail),
    `    next: ${next.text}${next.at === null ? '' : ` (${moment(next.at)})`}`,
    ...(archived === null ? [] : [`    ${colours.faint(`archived in ${archived.file}, line ${archived.line}`)}`]),
    ...related.map(({ id, relation }) => `    ${colours.faint(`${relation}: ${id}`)}`),
    '',
    ...steps,
    ...(sent.length === 0 ? [] : ['', ...sent]),
  ].join('\n');
}
