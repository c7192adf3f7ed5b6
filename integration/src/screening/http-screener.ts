import { z } from 'zod';
import { askOnce } from '../webhooks/ask-once.ts';
import type { Screener } from './screener.ts';

export interface HttpScreenerSettings {
  name: string;
  url: string;
  /** Sent as a bearer token. */
  token: string;
  /** Networks that may be reached although they are not public. */
  allowed?: readonly string[] | undefined;
}

const Answer = z.object({ listed: z.boolean(), reference: z.string().max(500).optional() });

/**
 * A provider: it is posted `{"address": …, "chain": "bitcoin" | "stellar"}` and answers `{"listed": true | false}`, with a
 * `reference` if it has one. Anything else is no answer.
 */
export function createHttpScreener({ name, url, token, allowed = [] }: HttpScreenerSettings): Screener {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' };
  return {
    name,
    async screen(address, chain) {
      const body = JSON.stringify({ address, chain });
      const answered = await askOnce(url, { method: 'POST', headers, body }, { allowed });
      if (!answered.ok) throw new Error(`${name} does not answer: ${answered.reason}`);
      if (answered.status !== 200) throw new Error(`${name} answers HTTP ${answered.status}`);
      const verdict = Answer.safeParse(parsed(answered.body));
      if (!verdict.success) throw new Error(`${name} answers something that is no verdict`);
      return verdict.data;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
