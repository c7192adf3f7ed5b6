import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import { timelineLines } from '../withdrawals/describe.ts';

type Payment = Shape<'Payment'>;

export interface PaymentQuery {
  batch?: string;
  cursor?: string;
  limit: number;
}

/** `istsi payments`: Bitcoin transactions of the reserve, every version of each. */
export function listPayments(query: PaymentQuery): Command {
  return async (context) => {
    const page = await answered(askedApi(context).anybody.GET('/v1/payments', { params: { query } }));
    const lines = page.items.map((payment) => linesOf(context, payment));
    context.print(lines.join('\n') || '  The reserve has paid nothing yet.', { step: 'payments', ...page });
    return 0;
  };
}

export function showPayment(txid: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const { timeline, ...payment } = await answered(api.GET('/v1/payments/{txid}', { params: { path: { txid } } }));
    const paid = payment.withdrawals.map((id) => `    pays ${id}`);
    const text = [linesOf(context, payment), ...paid, '', timelineLines(context.colours, timeline)].join('\n');
    context.print(text, { step: 'payment', ...payment, timeline });
    return 0;
  };
}

function linesOf({ colours }: Context, payment: Omit<Payment, 'timeline'>): string {
  const { txid, kind, version, state, batch_state, fee_sats, withdrawals, signed_by, refusal } = payment;
  const { confirmations, confirmations_required: required, fee_note } = payment;
  const what = kind === 'sweep' ? 'sweep' : `${formatCount(withdrawals.length)} withdrawals`;
  const depth = confirmations === 0 ? '' : `, ${confirmations} of ${required ?? '?'} confirmations`;
  const notes = [
    `version ${version}, fee ${formatCount(BigInt(fee_sats))} sats, signed by ${formatCount(signed_by.length)}`,
    ...(fee_note === null ? [] : [fee_note]),
    ...(payment.completed_by === null || payment.completed_by === txid
      ? []
      : [`${shorten(payment.completed_by)} confirmed in its place`]),
  ];
  const painted = batch_state === 'completed' ? colours.good(batch_state) : colours.accent(batch_state);
  const why = refusal === null ? '' : `\n    ${refusal.message}`;
  return `  ${painted} (${state}) ${what}${depth}\n    ${txid}\n    ${colours.faint(notes.join('; '))}${why}`;
}
