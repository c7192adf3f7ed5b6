import { createApiClient } from '../api-client.ts';
import { Deposit, type DepositReturn, pageOf, withTimeline } from '../api-shapes.ts';
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
    const path = user === undefined ? '/v1/deposits' : `/v1/users/${encodeURIComponent(user)}/deposits`;
    const { items } = await createApiClient(endpoints.apiUrl).get(`${path}?limit=${limit}`, pageOf(Deposit));
    const lines = items.map((deposit) => depositLines(context.colours, deposit));
    const none = '  No deposits yet: `istsi bitcoin send` pays a deposit address.';
    context.print(lines.join('\n') || none, { step: 'deposits', items });
    return 0;
  };
}

/** `istsi deposits <txid:output>`: one with its timeline. */
export function showDeposit(outpoint: string): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const path = `/v1/deposits/${encodeURIComponent(outpoint)}`;
    const { timeline, ...deposit } = await createApiClient(endpoints.apiUrl).get(path, withTimeline(Deposit));
    const text = `${depositLines(context.colours, deposit)}\n\n${timelineLines(context.colours, timeline)}`;
    context.print(text, { step: 'deposit', ...deposit, timeline });
    return 0;
  };
}

export function depositLines(colours: Palette, deposit: Deposit): string {
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
}: DepositReturn): string {
  const where =
    address === null ? 'owed back; its owner names where to with `istsi deposits return`' : `back to ${address}`;
  const paid =
    txid === null || fee === null ? '' : `, less ${formatCount(BigInt(fee))} sats, by ${shorten(txid, 8, 4)}`;
  return `${held ? 'held by a compliance officer, ' : ''}${where}${paid}`;
}
