import { need } from './check.ts';

export interface Asking {
  token?: string | undefined;
  json?: unknown;
  form?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined where the text is no JSON. */
  body: Record<string, unknown> | undefined;
}

const PATIENCE_MS = 30_000;
const MOST_SHOWN = 200;

/** A wallet's request; what it answers is looked at, whatever it is. */
export async function ask(method: string, url: string, { token, json, form }: Asking = {}): Promise<Answer> {
  const payload = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      origin: 'https://wallet.example',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(payload !== undefined && { 'content-type': type }),
    },
    ...(payload !== undefined && { body: payload }),
  }).catch((cause: unknown) => {
    throw new Error(`${method} ${url} was not answered: ${String((cause as Error).message)}`, { cause });
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: objectIn(text) };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const shown = ({ status, text }: Answer): string => `${status} ${text.slice(0, MOST_SHOWN)}`;

export function needOk(answer: Answer, what: string): Record<string, unknown> {
  need(answer.status === 200, `${what} answered ${shown(answer)}`);
  need(answer.body, `${what} answered no JSON object: ${shown(answer)}`);
  return answer.body;
}

/** Refused as the standards say it: a status of the client's, and a JSON object that says why. */
export function needRefused(answer: Answer, what: string, statuses?: readonly number[]): void {
  const { status, body } = answer;
  const isRight = statuses ? statuses.includes(status) : status >= 400 && status < 500;
  need(isRight, `${what}: expected ${statuses?.join(' or ') ?? 'a status of 400 to 499'}, got ${shown(answer)}`);
  need(
    typeof body?.error === 'string' || typeof body?.type === 'string',
    `${what}: the refusal has no \`error\`: ${shown(answer)}`,
  );
}

export function needOpen(answer: Answer, what: string): void {
  const allowed = answer.headers.get('access-control-allow-origin');
  need(allowed === '*', `${what} answered access-control-allow-origin: ${allowed ?? 'none'}`);
}
