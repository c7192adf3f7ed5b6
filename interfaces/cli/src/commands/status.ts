import { answered, openApi, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { isCliError } from '../errors.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatBasisPoints, formatCount, shorten } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

type Status = Shape<'Status'>;
/** What each of them says of itself. */
type Part = Pick<Status['database'], 'ok' | 'error'>;

/** `istsi status`: exit code 0 when every part is well, 1 when one is not. */
export function status(): Command {
  return async (context) => {
    const { endpoints, pid } = requireRunning(context.configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const [state, reserves] = await Promise.all([
      answered(api.GET('/v1/status')),
      // Whoever cannot be asked of them is told of by the status.
      answered(api.GET('/v1/reserves')).catch(unlessSilent),
    ]);
    const { colours } = context;
    const line = (name: string, part: Part, detail: string) => {
      const mark = part.ok ? colours.good('✓') : colours.bad('✗');
      return `  ${mark} ${name.padEnd(13)}${part.error ?? detail}`;
    };
    const counts = (states: Record<string, number>) =>
      Object.entries(states)
        .map(([name, count]) => `${formatCount(count)} ${name}`)
        .join(', ') || 'none yet';
    const lines = [
      verdict(colours, state),
      line('api', { ok: true, error: null }, `${endpoints.apiUrl}, process ${pid}`),
      line('database', state.database, 'answers'),
      line('stellar', state.stellar, `ledger ${formatCount(state.stellar.ledger ?? 0)}, ${views(state.stellar)}`),
      line('bitcoin', state.bitcoin, bitcoinDetail(state.bitcoin)),
      isYetToCome(state)
        ? `  ${colours.warn('!')} ${'books'.padEnd(13)}${state.books.error ?? ''}`
        : line('books', state.books, 'every coin that they name is there, and every token has one'),
      ...state.signers.map((signer) => line(signer.name, signer, shorten(signer.address))),
      ...furtherParts(colours, state),
      ...(state.guardian ? [line('guardian', state.guardian, shorten(state.guardian.address))] : []),
      ...pauseLine(colours, state),
      factLine(colours, 'deposits', counts(state.deposits)),
      factLine(colours, 'withdrawals', counts(state.withdrawals)),
      ...reserveLines(colours, reserves),
    ];
    context.print(lines.join('\n'), { step: 'status', ...state, ...reserves });
    return state.ok ? 0 : 1;
  };
}

/** Undefined for what nobody can say now; what else went wrong is thrown on. */
function unlessSilent(error: unknown): undefined {
  if (!isCliError(error, 'cli/api-refused') || error.context.code !== 'network-unreachable') throw error;
}

/** Only what is known: whether it is paused the chain alone can say. */
export function pauseLine(colours: Context['colours'], { paused }: Status): string[] {
  if (paused === false) return [];
  const what = paused
    ? 'every contract refuses to work until it is resumed'
    : 'not known: only the Stellar network can say';
  return [`  ${colours.warn('!')} ${'paused'.padEnd(13)}${what}`];
}

export function reserveLines(colours: Context['colours'], reserves: Shape<'Reserves'> | undefined): string[] {
  if (!reserves) return [factLine(colours, 'reserves', 'not known: whoever says what there is does not answer')];
  const { reserves_sats: held, supply_sats: supply, reserve_ratio_bps: ratio } = reserves;
  const noRatio = supply === '0' ? 'nothing issued yet' : 'not known before every block is searched';
  return [
    factLine(colours, 'reserves', `${formatCount(BigInt(held))} sats`),
    factLine(colours, 'supply', `${formatCount(BigInt(supply))} iSTSi`),
    factLine(colours, 'ratio', ratio === null ? noRatio : formatBasisPoints(ratio)),
  ];
}

/** What the lines above do not tell: parts that somebody should look at. */
function furtherParts(colours: Context['colours'], { parts, signers }: Status): string[] {
  const told = new Set(['stellar', 'bitcoin', 'database', 'books', 'system', ...signers.map(({ name }) => name)]);
  return parts
    .filter(({ part, state }) => state !== 'ok' && (state === 'warning' || !told.has(part)))
    .map(({ part, state, diagnosis }) => {
      const mark = state === 'failing' ? colours.bad('✗') : colours.warn('!');
      return `  ${mark} ${part.padEnd(13)}${diagnosis}`;
    });
}

/** Nothing is known to be wrong with the money; what was not searched yet, nobody knows. */
const isYetToCome = ({ books }: Status): boolean => books.standing === 'unsearched';

/** The first line, and what the exit code says. */
export function verdict(colours: Context['colours'], state: Status): string {
  const { ok, paused, books, ...parts } = state;
  if (ok) return `  ${colours.good('✓')} all is well`;
  // What is wrong with the money comes before what is wrong with a machine.
  const { database, stellar, bitcoin, signers, guardian, parts: all } = parts;
  const wrong =
    [
      ...(isYetToCome(state) ? [] : [books]),
      ...(guardian ? [guardian] : []),
      stellar,
      bitcoin,
      database,
      ...signers,
    ].find((part) => !part.ok)?.error ?? (paused ? undefined : all.find((each) => each.state === 'failing')?.diagnosis);
  if (wrong === undefined && !paused && isYetToCome(state))
    return `  ${colours.warn('!')} not known yet whether all is well: ${books.error}`;
  return `  ${colours.bad('✗')} not well: ${wrong ?? (paused ? 'the system is paused' : 'a part does not answer')}`;
}

/** With one, whoever runs that server is believed. */
const views = ({ views: count }: { views: number }): string => (count === 1 ? '1 view' : `${count} views`);

function bitcoinDetail(bitcoin: Status['bitcoin']): string {
  const height = `${bitcoin.network}, block ${formatCount(bitcoin.height ?? 0)}, ${views(bitcoin)}`;
  return bitcoin.scanned_height === bitcoin.height
    ? height
    : `${height}, searched to ${formatCount(bitcoin.scanned_height ?? 0)}`;
}
