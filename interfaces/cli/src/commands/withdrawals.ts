import { answered, openApi, type Shape } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { requireRunning } from '../system/find-running.ts';
import { timelineLines, withdrawalDetails, withdrawalLines } from '../withdrawals/describe.ts';

export interface ListOptions {
  user?: string;
  limit: number;
}

/** `istsi withdrawals`: the newest, of everybody or of one user. */
export function listWithdrawals({ user, limit }: ListOptions): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const query = { limit };
    const { items } = await answered(
      user === undefined
        ? api.GET('/v1/withdrawals', { params: { query } })
        : api.GET('/v1/users/{address}/withdrawals', { params: { path: { address: user }, query } }),
    );
    const lines = items.map((withdrawal) => withdrawalLines(context.colours, withdrawal));
    context.print(lines.join('\n') || '  No withdrawals yet: `istsi withdraw` makes one.', {
      step: 'withdrawals',
      items,
    });
    return 0;
  };
}

/** `istsi withdrawals <id>`: one with its timeline, and live until its end with `--follow`. */
export function showWithdrawal(id: string, options: { follow?: true }): Command {
  return async (context) => {
    const { colours, reporter, configuration } = context;
    const { endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const read = async () => await answered(api.GET('/v1/withdrawals/{id}', { params: { path: { id } } }));
    const show = ({ timeline, ...withdrawal }: Shape<'WithdrawalWithTimeline'>) =>
      context.print(`${withdrawalDetails(colours, withdrawal)}\n\n${timelineLines(colours, timeline)}`, {
        step: 'withdrawal',
        ...withdrawal,
        timeline,
      });
    // One that there is not is said so, before anybody waits for it.
    const now = await read();
    if (!options.follow) {
      show(now);
      return 0;
    }
    reporter.begin('follow', 'following');
    const path = '/v1/withdrawals/{id}/events';
    await follow<Shape<'Withdrawal'>>(endpoints.apiUrl, path, id, ({ state, confirmations }) => {
      reporter.update('follow', confirmations > 0 ? `${state}, ${confirmations} confirmations` : state);
      return undefined;
    });
    reporter.drop('follow');
    show(await read());
    return 0;
  };
}

/** 64 hex digits, or a clear word before the API is asked. */
export function requireHash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  const problem = 'expected the 64 hex digits of a withdrawal; `istsi withdrawals` lists them';
  throw new CliError('cli/bad-argument', { argument: text, problem });
}
