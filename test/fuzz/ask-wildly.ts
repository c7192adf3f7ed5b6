import type { Api } from '@istsi/api';
import type { Random } from '../system/random.ts';
import { type Answer, createAnswerCheck, type Document, type Operation } from './operations.ts';
import { type Values, valueFor } from './schema-values.ts';

/** Longer than any answer takes on a busy machine: what takes this long hangs. */
const HANGS_AFTER_MS = 60_000;
/** How often a part of a request is something else than the schema says. */
const WILDNESS = [0, 0.05, 0.3, 1];
/** Followed to their end where they are there: `events.test.ts` reads those. */
const isStream = ({ path }: Operation): boolean => /^\/v1\/(deposits|withdrawals)\/.*\/events$/.test(path);

export interface Wild {
  api: Api;
  document: Document;
  random: Random;
  known: readonly string[];
  /** What may stand in `Authorization`. */
  credentials: readonly (string | undefined)[];
}

/** A function that asks one operation once, by the seed, and says what was wrong with the answer. */
export function createWildAsker({ api, document, random, known, credentials }: Wild) {
  const check = createAnswerCheck(document);
  let asked = 0;
  return async function askWildly(operation: Operation): Promise<string | undefined> {
    asked += 1;
    const values = { random, schemas: document.components.schemas, known: isStream(operation) ? [] : known };
    const request = {
      ...requestOf(operation, values),
      remoteAddress: `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
    };
    const authorization = random.pick(credentials);
    if (authorization !== undefined) request.headers.authorization = authorization;
    const answer = await inTime(api.inject(request as never) as unknown as Promise<Answer>);
    const wrong = answer === 'hangs' ? 'no answer' : judge(answer, () => check(operation, answer));
    return (
      wrong &&
      `${wrong}\n${JSON.stringify(request).slice(0, 2_000)}\n${answer === 'hangs' ? '' : answer.body.slice(0, 600)}`
    );
  };
}

const judge = ({ statusCode }: Answer, check: () => string | undefined): string | undefined =>
  statusCode >= 500 ? `a failure of ours: ${statusCode}` : check();

async function inTime(answer: Promise<Answer>): Promise<Answer | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), HANGS_AFTER_MS);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function requestOf(operation: Operation, values: Values) {
  const { random } = values;
  const wild = random.pick(WILDNESS);
  const headers: Record<string, string> = {};
  const query = new URLSearchParams();
  let url = operation.path;
  for (const { name, in: place, required, schema = {} } of operation.parameters ?? []) {
    const text = asText(valueFor(schema, values, wild));
    if (place === 'path') url = url.replace(`{${name}}`, encodePath(text, random));
    else if (required ? random.next() >= wild / 4 : random.next() < 0.5) {
      if (place === 'query') query.append(name, text);
      // A reader of events would wait for the next one.
      else if (name !== 'accept') headers[name] = text.replaceAll(/[^\x20-\x7e]/g, '?');
    }
    if (place === 'query' && random.next() < wild / 8) query.append(name, 'twice');
  }
  const payload = operation.method === 'GET' ? undefined : bodyOf(operation, values, { wild, headers });
  const search = query.size > 0 ? `?${query}` : '';
  return { method: operation.method, url: `${url}${search}`, headers, ...(payload !== undefined && { payload }) };
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? Buffer.from(value).toString() : (JSON.stringify(value) ?? 'undefined');

/** Mostly as a client writes it; now and then what is no text at all. */
function encodePath(text: string, random: Random): string {
  if (random.next() < 0.03) return random.pick(['%ff', '%e', '%2e%2e%2f', '%00']);
  // A segment of dots alone is gone before anybody is asked (WHATWG URL), and the rest is another route.
  return /^\.{0,2}$/.test(text) ? '%20' : encodeURIComponent(text);
}

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'text/xml',
  '',
];

function bodyOf(
  { requestBody }: Operation,
  values: Values,
  { wild, headers }: { wild: number; headers: Record<string, string> },
): string | undefined {
  const { random } = values;
  const [type, described] = random.pick(Object.entries(requestBody?.content ?? { 'application/json': {} }));
  const value = valueFor(described.schema ?? {}, values, wild);
  const sent = random.next() < wild / 3 ? random.pick(TYPES) : type;
  if (sent !== '') headers['content-type'] = sent;
  if (random.next() < wild / 3) return broken(asText(value), random);
  if (sent.startsWith('multipart')) return multipartOf(value, random);
  if (sent.includes('form'))
    return new URLSearchParams(
      Object.entries(Object(value)).map(([k, v]) => [k, asText(v)] as [string, string]),
    ).toString();
  return JSON.stringify(value);
}

function multipartOf(value: unknown, random: Random): string {
  const parts = Object.entries(Object(value)).map(([name, part]) => {
    const file = random.next() < 0.5 ? '; filename="../x.png"\r\nContent-Type: image/png' : '';
    return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${asText(part)}\r\n`;
  });
  return random.next() < 0.3 ? parts.join('') : `${parts.join('')}--b--\r\n`;
}

/** Cut off, nested, not JSON, or changed in one place. */
function broken(text: string, random: Random): string {
  const at = random.between(0, text.length);
  return random.pick([
    text.slice(0, at),
    `${'['.repeat(3_000)}${text}`,
    `${text.slice(0, at)}\u0001${text.slice(at + 1)}`,
    '',
    '{"__proto__":{"a":1}}',
    'x'.repeat(20_000),
  ]);
}
