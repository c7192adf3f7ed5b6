import { ApiFailure, answer } from '@istsi/client';
import { api, type Shape } from '../api.ts';

/** The network has the act, and has not decided. */
export class Undecided extends Error {}

/** The service answers sooner than this, be it that nothing is decided. */
const ANSWER_MS = 30_000;
const AGAIN_MS = 2_000;
const MOST_AGAIN = 60;

/** Sends a signed act once. */
export async function sendAct(envelope: string): Promise<Shape<'ActOutcome'>> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const sent = await answer(api.POST('/v1/acts', { body: { envelope }, signal }));
  if (!sent.done) throw new Undecided(sent.note ?? '');
  return sent;
}

/** What was signed was sent off, and nobody has said what became of it. */
export const isOpen = (error: unknown): error is Error =>
  error instanceof Undecided || (error instanceof ApiFailure && error.mayHaveHappened);

/** What was signed is sent until somebody says what became of it: the same again can only be the same. */
export const untilDecided = {
  retry: (count: number, error: unknown) => isOpen(error) && count < MOST_AGAIN,
  retryDelay: AGAIN_MS,
};
