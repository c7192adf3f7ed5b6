import type { z } from 'zod';
import { createApiClient } from '../api-client.ts';
import { pageOf, Withdrawal, withTimeline } from '../api-shapes.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { follow } from '../follow.ts';
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
    const path = user === undefined ? '/v1/withdrawals' : `/v1/users/${encodeURIComponent(user)}/withdrawals`;
    const { items } = await createApiClient(endpoints.apiUrl).get(`${path}?limit=${limit}`, pageOf(Withdrawal));
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
    const path = `/v1/withdrawals/${id}`;
    const api = createApiClient(endpoints.apiUrl);
    const read = async () => await api.get(path, withTimeline(Withdrawal));
    const show = ({ timeline, ...withdrawal }: z.output<ReturnType<typeof shape>>) =>
      context.print(`${withdrawalDetails(colours, withdrawal)}\n\n${timelineLines(colours, timeline)}`, {
        step: 'withdrawal',
        ...withdrawal,
        timeline,
      });
    if (!options.follow) {
      show(await read());
      return 0;
    }
    reporter.begin('follow', 'following');
    await follow(`${endpoints.apiUrl}${path}/events`, Withdrawal, ({ state, confirmations }) => {
      reporter.update('follow', confirmations > 0 ? `${state}, ${confirmations} confirmations` : state);
      return undefined;
    });
    reporter.drop('follow');
    show(await read());
    return 0;
  };
}

const shape = () => withTimeline(Withdrawal);

/** 64 hex digits, or a clear word before the API is asked. */
export function requireHash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  const problem = 'expected the 64 hex digits of a withdrawal; `istsi withdrawals` lists them';
  throw new CliError('cli/bad-argument', { argument: text, problem });
}
