import type { PostOptions } from './post-once.ts';
import { findTarget } from './target-address.ts';

const MOST_URL = 2_000;

/** Why nothing is ever posted to this URL, which somebody else named; undefined where it may be. */
export async function problemOfUrl(text: string, { allowed = [] }: PostOptions): Promise<string | undefined> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > MOST_URL) return `it is no URL of at most ${MOST_URL} characters`;
  if (url.username !== '' || url.password !== '') return 'its name and password would be in every log';
  if (url.hash !== '') return 'what follows # is never sent';
  const found = await findTarget(url, allowed);
  return found.ok ? undefined : found.reason;
}
