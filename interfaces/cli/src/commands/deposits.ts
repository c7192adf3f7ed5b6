import { answered, openApi, type Shape } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import type { Command } from '../context.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';
import { paintState, timelineLines } from '../withdrawals/describe.ts';
import type { ListOptions } from './withdrawals.ts';

/** `istsi deposits`: the newest, of everybody or of one user. */
export function listDeposits({ user, limit }: ListOptions): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const query = { limit };
    const { items } = await answered(
      user === undefined
        ? api.GET('/v1/deposits', { params: { query } })
        : api.GET('/v1/users/{address}/deposits', { params: { path: { address: user }, query } }),
    );
    const lines = items.map((deposit) => depositLines(context.colours, deposit));
    const none = '  No deposits yet: `istsi bitcoin send` pays a deposit address.';
    context.print(lines.join('\n') || none, { step: 'deposits', items });
    return 0;
  };
}

/** `istsi deposits <txid:output>`: one with its timeline, and live until its end with `--follow`. */
export function showDeposit(outpoint: string, options: { follow?: true } = {}): Command {
  return async (context) => {
    const { reporter } = context;
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const read = () => answered(api.GET('/v1/deposits/{outpoint}', { params: { path: { outpoint } } }));
    let seen = await read();
    if (options.follow) {
      reporter.begin('follow', 'following');
      const path = '/v1/deposits/{outpoint}/events';
      await follow<Shape<'Deposit'>>(endpoints.apiUrl, path, outpoint, ({ state, confirmations }) => {
        reporter.update('follow', confirmations > 0 ? `${state}, ${confirmations} confirmations` : state);
        return undefined;
      });
      reporter.drop('follow');
      seen = await read();
    }
    const { timeline, ...deposit } = seen;
    const text = `${depositLines(context.colours, deposit)}\n\n${timelineLines(context.colours, timeline)}`;
    context.print(text, { step: 'deposit', ...deposit, timeline });
    return 0;
  };
}

/** `istsi deposits look <txid:output>`: has the payment looked for on Bitcoin now, where it was overlooked. */
export function lookAgain(outpoint: string): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const deposit = await answered(openApi(endpoints.apiUrl).POST('/v1/deposits', { body: { outpoint } }));
    context.print(depositLines(context.colours, deposit), { step: 'deposit', ...deposit });
    return 0;
  };
}

export function depositLines(colours: Palette, deposit: Shape<'Deposit'>): string {
  const { state, amount_sats, user, confirmations, confirmations_required: required, refusal } = deposit;
  const to = user === null ? 'nobody yet' : shorten(user);
  const depth = state === 'confirming' ? `, ${confirmations} of ${required ?? '?'} confirmations` : '';
  const reason = deposit.return?.refusal ?? refusal;
  const why = reason ? `\n    ${reason.message}` : '';
  const back = deposit.return ? `\n    ${returnLine(deposit.return)}` : '';
  const first = `  ${paintState(colours, state)} ${formatCount(BigInt(amount_sats))} sats → ${to}${depth}`;
  return `${first}\n    ${colours.faint(deposit.outpoint)}${back}${why}`;
}

function returnLine({
  held,
  bitcoin_address: address,
  fee_sats: fee,
  bitcoin_transaction: txid,
}: Shape<'DepositReturn'>): string {
  const where =
    address === null ? 'owed back; its owner names where to with `istsi deposits return`' : `back to ${address}`;
  const paid =
    txid === null || fee === null ? '' : `, less ${formatCount(BigInt(fee))} sats, by ${shorten(txid, 8, 4)}`;
  return `${held ? 'held by a compliance officer, ' : ''}${where}${paid}`;
}
