import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';

/** `istsi search <text>`: whatever it names, of all that the system knows. Exit code 1 where it names nothing. */
export function search(text: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/search', { params: { query: { q: text } } }));
    const lines = items.map(({ kind, id, title }) => `  ${kind.padEnd(10)} ${title}\n    ${context.colours.faint(id)}`);
    context.print(lines.join('\n') || '  Nothing here has that name.', { step: 'search', items });
    return items.length === 0 ? 1 : 0;
  };
}

/** `istsi track <id>`: what anybody may know of an outpoint, a transaction or a withdrawal. Exit code 1: nothing is known. */
export function track(id: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const { items, pending } = await answered(api.GET('/v1/track/{id}', { params: { path: { id } } }));
    const announced = pending.map(
      ({ outpoint, amount_sats, state }) =>
        `  payment of ${formatCount(BigInt(amount_sats))} sats, ${state === 'gone' ? 'announced once, and gone' : 'announced, in no block yet'}\n    ${context.colours.faint(outpoint)}`,
    );
    const lines = items.map(
      ({ kind, id: found }) => `  ${kind.padEnd(10)} ${found}\n    ${context.colours.faint(SHOWN[kind])}`,
    );
    context.print([...lines, ...announced].join('\n') || '  Nothing is known of it here.', {
      ...{ step: 'track', items, pending },
    });
    return items.length + pending.length === 0 ? 1 : 0;
  };
}

const SHOWN = {
  deposit: '`istsi deposits` shows it',
  withdrawal: '`istsi withdrawals` shows it',
  payment: '`istsi payments` shows it',
} as const;
