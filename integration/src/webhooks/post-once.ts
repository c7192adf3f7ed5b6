import { type Answered, type AskOptions, askOnce } from './ask-once.ts';

/** What became of one request. */
export type Posted = { ok: true; status: number } | Refused;

interface Refused {
  ok: false;
  status?: number;
  reason: string;
  /** What the receiver asked for before it is asked again. */
  pauseMs?: number;
}

export type PostOptions = Pick<AskOptions, 'timeoutMs' | 'allowed' | 'ca'>;

const MOST_PAUSE_MS = 3_600_000;

/** Posts a body to a URL, once, as `askOnce` asks. */
export async function postOnce(
  url: string,
  message: { headers: Record<string, string>; body: string },
  options: PostOptions = {},
): Promise<Posted> {
  return judge(await askOnce(url, { method: 'POST', ...message }, options));
}

function judge(answered: Answered): Posted {
  if (!answered.ok) return answered;
  const { status, headers } = answered;
  if (status >= 200 && status <= 299) return { ok: true, status };
  const reason = status >= 300 && status <= 399 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
  const asked = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0];
  return {
    ...{ ok: false, status, reason },
    ...(asked !== undefined && { pauseMs: Math.min(Number(asked) * 1_000, MOST_PAUSE_MS) }),
  };
}
