import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import type { Palette } from '../terminal/palette.ts';

type Webhook = Shape<'Webhook'>;

export interface DeliveryQuery {
  state?: Shape<'WebhookDelivery'>['state'];
  limit: number;
}

/** `istsi webhooks`: where events are sent, and how that goes. */
export function listWebhooks(): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/webhooks'));
    const none = '  Events are sent nowhere: `istsi webhooks add <url>` has them sent.';
    context.print(items.map((item) => lineOf(context.colours, item)).join('\n') || none, { step: 'webhooks', items });
    return 0;
  };
}

export function showWebhook(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const webhook = await answered(api.GET('/v1/webhooks/{id}', { params: { path: { id } } }));
    const keys = webhook.public_keys.map((key) => `    public key (ed25519): ${key}`);
    context.print([lineOf(context.colours, webhook), ...keys].join('\n'), { step: 'webhook', ...webhook });
    return 0;
  };
}

/** `istsi webhooks add <url>`: prints the secret, once. */
export function addWebhook(url: string, { type }: { type?: string[] }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const body = { url, ...(type && { types: type }) };
    const added = await answered(api.POST('/v1/webhooks', { body }));
    context.print(`${lineOf(context.colours, added)}\n${keysOf(added)}`, { step: 'webhook', ...added });
    return 0;
  };
}

export function removeWebhook(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    await answered(api.DELETE('/v1/webhooks/{id}', { params: { path: { id } } }));
    context.print(`  Nothing is sent to ${id} any more.`, { step: 'webhook', id, removed: true });
    return 0;
  };
}

/** New keys; the receiver has a day to take them. */
export function rotateWebhook(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const rotated = await answered(api.POST('/v1/webhooks/{id}/keys', { params: { path: { id } } }));
    context.print(`${keysOf(rotated)}\n  The keys before sign beside them for a day.`, { step: 'webhook', ...rotated });
    return 0;
  };
}

/** Fails when the receiver does not take it. */
export function testWebhook(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const outcome = await answered(api.POST('/v1/webhooks/{id}/test', { params: { path: { id } } }));
    const text = outcome.delivered ? '  The receiver took it.' : `  The receiver did not take it: ${outcome.reason}`;
    context.print(text, { step: 'webhook', id, ...outcome });
    return outcome.delivered ? 0 : 1;
  };
}

export function replayWebhook(id: string, range: { from: string; through: string }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const webhook = await answered(api.POST('/v1/webhooks/{id}/replay', { params: { path: { id } }, body: range }));
    const text = `  Events ${range.from} to ${range.through} are sent once more.`;
    context.print(text, { step: 'webhook', ...webhook, ...range });
    return 0;
  };
}

export function retryWebhook(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const webhook = await answered(api.POST('/v1/webhooks/{id}/retry', { params: { path: { id } } }));
    context.print('  What was given up is tried once more.', { step: 'webhook', ...webhook });
    return 0;
  };
}

export function listDeliveries(id: string, query: DeliveryQuery): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query } }));
    const lines = items.map(({ sequence, type, state: now, attempts, last_error }) => {
      const why = last_error === null ? '' : `\n    ${last_error}`;
      return `  ${sequence}  ${now}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}  ${type}${why}`;
    });
    context.print(lines.join('\n') || '  Nothing was sent yet.', { step: 'deliveries', id, items });
    return 0;
  };
}

function lineOf(colours: Palette, { id, url, types, disabled, failures, open_until }: Webhook): string {
  const what = types.length === 0 ? 'all events' : types.join(', ');
  const how =
    disabled ??
    (open_until === null ? undefined : `${failures} failures in a row; nothing is sent before ${open_until}`);
  return `  ${id}  ${url}\n    ${colours.faint(what)}${how === undefined ? '' : `\n    ${how}`}`;
}

const keysOf = ({ secret, public_keys: [newest] }: Shape<'WebhookWithSecret'>): string =>
  `  secret (HMAC-SHA256, shown this once): ${secret}\n  public key (ed25519): ${newest}`;
