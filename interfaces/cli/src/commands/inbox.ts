import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { moment } from '../withdrawals/describe.ts';

type Receipt = Shape<'InboxReceipt'>;

export interface ReceiptQuery {
  state?: Receipt['state'];
  cursor?: string;
  limit: number;
}

/** `istsi inbox`: what is in the account that takes withdrawals as transfers. Exit code 1 where it holds what nothing explains. */
export function showInbox(): Command {
  return async (context) => {
    const { colours } = context;
    const { inbox } = await answered(askedApi(context).anybody.GET('/v1/inbox'));
    if (!inbox) {
      context.print('  This system has no inbox: nothing is withdrawn by a transfer.', { step: 'inbox', inbox });
      return 0;
    }
    const ists = (sats: string) => `${formatCount(BigInt(sats))} iSTSi`;
    const isExplained = inbox.unexplained_sats === '0';
    const counts = Object.entries(inbox.receipts).map(([state, count]) => `${formatCount(count)} ${state}`);
    const lines = [
      factLine(colours, 'address', inbox.address),
      factLine(colours, 'identity', inbox.status ?? colours.warn('not registered, so it takes nothing')),
      factLine(colours, 'holds', `${ists(inbox.balance_sats)} of at most ${ists(inbox.most_held_sats)}`),
      factLine(colours, 'waiting', ists(inbox.waiting_sats)),
      factLine(colours, 'expected', ists(inbox.expected_sats)),
      factLine(colours, 'unexplained', isExplained ? 'nothing' : colours.warn(ists(inbox.unexplained_sats))),
      factLine(colours, 'receipts', counts.join(', ') || 'none yet'),
    ];
    context.print(lines.join('\n'), { step: 'inbox', inbox });
    return isExplained ? 0 : 1;
  };
}

export function listReceipts(query: ReceiptQuery): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const page = await answered(api.GET('/v1/inbox/receipts', { params: { query } }));
    const lines = page.items.map((receipt) => linesOf(context, receipt));
    context.print(lines.join('\n') || '  Nothing of that arrived.', { step: 'receipts', ...page });
    return 0;
  };
}

function linesOf({ colours }: Context, receipt: Receipt): string {
  const { id, received_at, from, amount, amount_sats, muxed_id, state, reason, withdrawal_id } = receipt;
  const what = amount_sats === null ? `${amount} of another token` : `${formatCount(BigInt(amount_sats))} iSTSi`;
  const notes = [
    id,
    ...(muxed_id === null ? [] : [`for ${muxed_id}`]),
    ...(withdrawal_id === null ? [] : [`withdrawal ${withdrawal_id}`]),
    ...(reason === null ? [] : [reason.message]),
  ];
  return `  ${state.padEnd(12)}${what} from ${shorten(from, 4, 4)} at ${moment(received_at)}\n    ${colours.faint(notes.join('; '))}`;
}
