import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { asPerson } from '../people/sign-in.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { moment } from '../withdrawals/describe.ts';

/** Whose key signs in: `governance.json` or a file with the secret alone. */
export interface PersonOptions {
  key?: string;
}

/** `istsi sessions show`: who the key signs in as, and what that opens. */
export function showSession({ key }: PersonOptions): Command {
  return async (context) => {
    const { colours } = context;
    const session = await asPerson(context, key, (api) => answered(api.GET('/v1/sessions/current')));
    const { account, roles, acts, second_factor } = session;
    const factor = { 'not-needed': 'not asked for', needed: 'still to be shown, in a browser', shown: 'shown' };
    const lines = [
      `  ${account}`,
      factLine(colours, 'roles', roles.join(', ')),
      factLine(colours, 'acts', acts.join(', ')),
      factLine(colours, 'second', `a security key is ${factor[second_factor.state]}`),
    ];
    context.print(lines.join('\n'), { step: 'session', ...session });
    return 0;
  };
}

/** `istsi sessions refusals`: how often somebody was not let in, since the start. */
export function listRefusals(): Command {
  return async (context) => {
    const { refusals } = await answered(askedApi(context).operator.GET('/v1/sessions/refusals'));
    const lines = Object.entries(refusals).map(([why, count]) => factLine(context.colours, why, formatCount(count)));
    context.print(lines.join('\n') || '  Everybody was let in.', { step: 'refusals', refusals });
    return 0;
  };
}

/** `istsi security-keys`: those of who signs in; a browser adds them. */
export function listSecurityKeys({ key }: PersonOptions): Command {
  return async (context) => {
    const { items } = await asPerson(context, key, (api) => answered(api.GET('/v1/security-keys')));
    const lines = items.map(({ id, name, domain, state, last_used_at }) => {
      const used = last_used_at === null ? 'never used' : `used last at ${moment(last_used_at)}`;
      return `  ${id}  ${name}\n    ${context.colours.faint(`${state}, of ${domain}, ${used}`)}`;
    });
    context.print(lines.join('\n') || '  There are none: the dashboard adds them.', { step: 'security-keys', items });
    return 0;
  };
}

export function removeSecurityKey(id: string, { key }: PersonOptions): Command {
  return async (context) => {
    const params = { path: { id } };
    await asPerson(context, key, (api) => answered(api.DELETE('/v1/security-keys/{id}', { params })));
    context.print(`  ${id} is nobody’s security key any more.`, { step: 'security-key', id, removed: true });
    return 0;
  };
}

/** `istsi security-keys resets`: whose keys are said to be lost, and wait for a second person. */
export function listResets({ key }: PersonOptions): Command {
  return async (context) => {
    const { items } = await asPerson(context, key, (api) => answered(api.GET('/v1/security-keys/resets')));
    const lines = items.map((reset) => lineOf(context, reset));
    context.print(lines.join('\n') || '  Nobody is said to have lost their keys.', { step: 'resets', items });
    return 0;
  };
}

export function requestReset(account: string, { key, reason }: PersonOptions & { reason: string }): Command {
  return async (context) => {
    const body = { account, reason };
    const reset = await asPerson(context, key, (api) => answered(api.POST('/v1/security-keys/resets', { body })));
    context.print(
      `${lineOf(context, reset)}\n    a second person agrees with \`istsi security-keys approve-reset ${reset.id}\``,
      {
        ...{ step: 'reset', ...reset },
      },
    );
    return 0;
  };
}

export function approveReset(id: string, { key }: PersonOptions): Command {
  return async (context) => {
    const params = { path: { id } };
    const reset = await asPerson(context, key, (api) =>
      answered(api.POST('/v1/security-keys/resets/{id}/approve', { params })),
    );
    context.print(`  All security keys of ${reset.account} are over.`, { step: 'reset', ...reset, approved: true });
    return 0;
  };
}

const lineOf = ({ colours }: Context, { id, account, asked_by, reason, ends_at }: Shape<'SecurityKeyReset'>): string =>
  `  ${id}  ${account}\n    ${colours.faint(`“${reason}”, asked for by ${asked_by}; open until ${moment(ends_at)}`)}`;
