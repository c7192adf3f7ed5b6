import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatBasisPoints, formatCount, shorten } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { tableOf } from '../terminal/table.ts';
import { moment } from '../withdrawals/describe.ts';

const WHOLE_BPS = 10_000;

/** `istsi health`: does the API answer? Exit code 1 where it does not; whether all is well, `istsi status` says. */
export function health(): Command {
  return async (context) => {
    const { url, anybody } = askedApi(context);
    const answer = await answered(anybody.GET('/v1/health'));
    context.print(`  ${context.colours.good('✓')} ${url} answers, version ${answer.version}`, {
      step: 'health',
      ...answer,
    });
    return 0;
  };
}

/** `istsi network`: which networks and contracts these are. */
export function showNetwork(): Command {
  return async (context) => {
    const { colours } = context;
    const info = await answered(askedApi(context).anybody.GET('/v1/network'));
    const lines = [
      factLine(colours, 'Stellar', info.stellar.network_passphrase),
      factLine(colours, 'Bitcoin', info.bitcoin.network),
      factLine(colours, 'local', info.local ? 'both are of this machine' : 'no'),
      '',
      ...Object.entries(info.contracts).map(([name, id]) => `    ${colours.faint(name.padEnd(22))}${id}`),
      '',
      ...info.descriptors.map((descriptor, epoch) => factLine(colours, `epoch ${epoch}`, descriptor)),
    ];
    context.print(lines.join('\n'), { step: 'network', ...info });
    return 0;
  };
}

/** `istsi signers`: who could sign now, by their heartbeats. Exit code 1 where that is not all of them, or not known. */
export function listSigners(): Command {
  return async (context) => {
    const { colours } = context;
    const signers = await answered(askedApi(context).anybody.GET('/v1/signers'));
    const { level, diagnosis, threshold, items } = signers;
    const lines = items.flatMap((signer) => {
      const mark = signer.ok ? colours.good('✓') : colours.bad('✗');
      return [`  ${mark} ${signer.name}  ${signer.address}`, `    ${colours.faint(stateOf(signer))}`];
    });
    const verdict = `  ${level === 'well' ? colours.good('✓') : colours.warn('!')} ${diagnosis} (${threshold} have to agree)`;
    context.print([verdict, ...lines].join('\n'), { step: 'signers', ...signers });
    return level === 'well' ? 0 : 1;
  };
}

function stateOf({ error, heartbeat }: Shape<'Signers'>['items'][number]): string {
  if (heartbeat === null) return error ?? 'it was not heard of';
  const { heard_at, ledger, bitcoin_height: height, signed, refused, velocity } = heartbeat;
  const left =
    velocity === null
      ? 'no limits'
      : `${formatCount(BigInt(velocity.left_sats))} sats and ${formatCount(velocity.left_payments)} payments are left today`;
  const seen = `ledger ${formatCount(ledger ?? 0)}, block ${formatCount(height ?? 0)}`;
  const says = `heard at ${moment(heard_at)}: ${seen}; signed ${formatCount(signed)}, refused ${formatCount(refused)}; ${left}`;
  return error === null ? says : `${error}; ${says}`;
}

/** `istsi metrics`: what the router counted, and how much is backed. Exit code 1 where less than all of what is issued is. */
export function showMetrics(): Command {
  return async (context) => {
    const { colours } = context;
    const metrics = await answered(askedApi(context).operator.GET('/v1/metrics'));
    const { current_reserve_ratio: ratio } = metrics;
    const lines = [
      factLine(colours, 'operations', formatCount(BigInt(metrics.total_operations))),
      factLine(colours, 'succeeded', formatCount(BigInt(metrics.successful_operations))),
      factLine(colours, 'failed', formatCount(BigInt(metrics.failed_operations))),
      factLine(colours, 'on average', `${metrics.average_processing_time} s`),
      factLine(colours, 'backed', ratio === null ? 'nothing is issued' : formatBasisPoints(Number(ratio))),
      factLine(colours, 'counted', moment(new Date(Number(metrics.last_updated) * 1_000).toISOString())),
    ];
    context.print(lines.join('\n'), { step: 'metrics', ...metrics });
    return ratio !== null && Number(ratio) < WHOLE_BPS ? 1 : 0;
  };
}

export function listSeries(): Command {
  return async (context) => {
    const { items } = await answered(askedApi(context).operator.GET('/v1/metrics/series'));
    const none = '  Nothing was kept yet.';
    context.print(items.map((name) => `  ${name}`).join('\n') || none, { step: 'metric-series', items });
    return 0;
  };
}

export interface HistoryQuery {
  from?: string;
  through?: string;
}

/** `istsi metrics history <series>`: one of them over time. */
export function showHistory(series: string, range: HistoryQuery): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const history = await answered(api.GET('/v1/metrics/history', { params: { query: { series, ...range } } }));
    const rows = history.points.map(({ at, last, least, most }) => [at, last, least, most]);
    const text =
      rows.length === 0 ? '  Nothing was kept in that time.' : tableOf(['from', 'last', 'least', 'most'], rows);
    context.print(text, { step: 'metric-history', ...history });
    return 0;
  };
}

/** `istsi sponsorship`: whether somebody pays for holders without lumens, and what is left of it. Exit code 1: nobody does. */
export function showSponsorship({ account }: { account?: string }): Command {
  return async (context) => {
    const { colours } = context;
    const query = account === undefined ? {} : { account };
    const sponsorship = await answered(askedApi(context).anybody.GET('/v1/sponsorship', { params: { query } }));
    const { on, refusal, passkey_deployer } = sponsorship;
    const left = (name: string, budget: Shape<'Sponsorship'>['day']): string[] =>
      budget === null
        ? []
        : [factLine(colours, name, `${lumens(budget.left_stroops)} of ${lumens(budget.most_stroops)} are left`)];
    const lines = [
      on && refusal === null
        ? `  ${colours.good('✓')} fees of holders without lumens are paid`
        : `  ${colours.warn('!')} ${refusal === null ? 'nobody pays for holders without lumens' : `${refusal.message} ${refusal.action}`}`,
      ...left('each a day', sponsorship.identity_day),
      ...left('all a day', sponsorship.day),
      ...left('in all', sponsorship.total),
      ...(passkey_deployer === null
        ? []
        : [factLine(colours, 'passkeys', `made by ${shorten(passkey_deployer, 6, 6)}`)]),
    ];
    context.print(lines.join('\n'), { step: 'sponsorship', ...sponsorship });
    return on && refusal === null ? 0 : 1;
  };
}

export function showPasskeyAccount(address: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const params = { path: { address } };
    const account = await answered(api.GET('/v1/sponsorship/passkey-accounts/{address}', { params }));
    context.print(`  ${account.address}: ${account.state}\n    signed for by ${account.public_key}`, {
      ...{ step: 'passkey-account', ...account },
    });
    return 0;
  };
}

const STROOPS_IN_XLM = 10_000_000n;

function lumens(stroops: string): string {
  const units = BigInt(stroops);
  const fraction = String(units % STROOPS_IN_XLM)
    .padStart(7, '0')
    .replace(/0+$/, '');
  return `${formatCount(units / STROOPS_IN_XLM)}${fraction === '' ? '' : `.${fraction}`} XLM`;
}
