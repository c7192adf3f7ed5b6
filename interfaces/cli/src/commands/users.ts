import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { moment } from '../withdrawals/describe.ts';

/** `istsi users show <address>`: what anybody may know of a holder. */
export function showUser(address: string): Command {
  return async (context) => {
    const { colours } = context;
    const { anybody: api } = askedApi(context);
    const user = await answered(api.GET('/v1/users/{address}', { params: { path: { address } } }));
    const lines = [
      `  ${user.address}`,
      factLine(colours, 'status', user.status),
      factLine(colours, 'tier', String(user.tier)),
      factLine(colours, 'balance', `${formatCount(BigInt(user.balance_sats))} iSTSi`),
      factLine(colours, 'index', String(user.deposit_index)),
    ];
    context.print(lines.join('\n'), { step: 'user', ...user });
    return 0;
  };
}

/** The address alone is printed, so that it can be handed on. */
export function showDepositAddress(address: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const params = { path: { address } };
    const paid = await answered(api.GET('/v1/users/{address}/deposit-address', { params }));
    context.print(paid.address, { step: 'deposit-address', ...paid });
    return 0;
  };
}

/** `istsi users pending <address>`: what is announced and in no block yet; nothing follows from it. */
export function listPending(address: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const params = { path: { address } };
    const { items } = await answered(api.GET('/v1/users/{address}/deposits/pending', { params }));
    const lines = items.map(({ outpoint, amount_sats, state, seen_at }) => {
      const now = state === 'gone' ? 'gone again' : 'in no block yet';
      const seen = context.colours.faint(outpoint);
      return `  ${formatCount(BigInt(amount_sats))} sats, announced at ${moment(seen_at)}, ${now}\n    ${seen}`;
    });
    context.print(lines.join('\n') || '  Nothing is announced to them.', { step: 'pending', address, items });
    return 0;
  };
}
