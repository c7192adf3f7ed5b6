import { z } from 'zod';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import type { Palette } from '../terminal/palette.ts';

const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  public_keys: z.array(z.string()),
  disabled: z.string().nullable(),
  failures: z.number(),
  open_until: z.string().nullable(),
});
type Webhook = z.output<typeof Webhook>;
const WithSecret = Webhook.extend({ secret: z.string() });
const Delivery = z.object({
  sequence: z.string(),
  type: z.string(),
  state: z.string(),
  attempts: z.number(),
  last_error: z.string().nullable(),
});
const TestOutcome = z.object({ delivered: z.boolean(), status: z.number().nullable(), reason: z.string().nullable() });

function apiOf(context: Context) {
  const { api, keys } = askedApi(context);
  return { api, key: keys.operator };
}

const pathOf = (id: string): string => `/v1/webhooks/${encodeURIComponent(id)}`;

/** `istsi webhooks`: where events are sent, and how that goes. */
export function listWebhooks(): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const { items } = await api.get('/v1/webhooks', z.object({ items: z.array(Webhook) }), key);
    const none = '  Events are sent nowhere: `istsi webhooks add <url>` has them sent.';
    context.print(items.map((item) => lineOf(context.colours, item)).join('\n') || none, { step: 'webhooks', items });
    return 0;
  };
}

/** `istsi webhooks add <url>`: prints the secret, once. */
export function addWebhook(url: string, { type }: { type?: string[] }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const body = { url, ...(type && { types: type }) };
    const added = await api.post('/v1/webhooks', body, WithSecret, key);
    context.print(`${lineOf(context.colours, added)}\n${keysOf(added)}`, { step: 'webhook', ...added });
    return 0;
  };
}

export function removeWebhook(id: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    await api.remove(pathOf(id), key);
    context.print(`  Nothing is sent to ${id} any more.`, { step: 'webhook', id, removed: true });
    return 0;
  };
}

/** New keys; the receiver has a day to take them. */
export function rotateWebhook(id: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const rotated = await api.post(`${pathOf(id)}/keys`, {}, WithSecret, key);
    context.print(`${keysOf(rotated)}\n  The keys before sign beside them for a day.`, { step: 'webhook', ...rotated });
    return 0;
  };
}

/** Fails when the receiver does not take it. */
export function testWebhook(id: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const outcome = await api.post(`${pathOf(id)}/test`, {}, TestOutcome, key);
    const text = outcome.delivered ? '  The receiver took it.' : `  The receiver did not take it: ${outcome.reason}`;
    context.print(text, { step: 'webhook', id, ...outcome });
    return outcome.delivered ? 0 : 1;
  };
}

export function replayWebhook(id: string, range: { from: string; through: string }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const webhook = await api.post(`${pathOf(id)}/replay`, range, Webhook, key);
    const text = `  Events ${range.from} to ${range.through} are sent once more.`;
    context.print(text, { step: 'webhook', ...webhook, ...range });
    return 0;
  };
}

export function retryWebhook(id: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const webhook = await api.post(`${pathOf(id)}/retry`, {}, Webhook, key);
    context.print('  What was given up is tried once more.', { step: 'webhook', ...webhook });
    return 0;
  };
}

export function listDeliveries(id: string, { state, limit }: { state?: string; limit: number }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const query = `?limit=${limit}${state === undefined ? '' : `&state=${encodeURIComponent(state)}`}`;
    const { items } = await api.get(`${pathOf(id)}/deliveries${query}`, z.object({ items: z.array(Delivery) }), key);
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

const keysOf = ({ secret, public_keys: [newest] }: z.output<typeof WithSecret>): string =>
  `  secret (HMAC-SHA256, shown this once): ${secret}\n  public key (ed25519): ${newest}`;
