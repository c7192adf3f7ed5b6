import { expect, test } from 'vitest';
import { type ApiFailure, answer } from './answer.ts';

const problem = { code: 'any', detail: 'why', title: 'what', action: 'do', component: 'stellar' };

async function failureOf(status: number | undefined): Promise<ApiFailure> {
  const call =
    status === undefined
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve({ error: problem, response: new Response('', { status }) });
  return (await answer(call).catch((error: unknown) => error)) as ApiFailure;
}

test.each<[string, number | undefined, boolean]>([
  ['nobody answers', undefined, true],
  ['the service has no time', 429, true],
  ['something went wrong within', 500, true],
  ['the service could not ask a network', 503, true],
  ['it is no request', 400, false],
  ['nobody is signed in', 401, false],
  ['there is no such thing', 404, false],
  ['it does not fit how things are', 409, false],
  ['the contracts refuse it', 422, false],
])('where %s, what was to be done may have happened or not', async (_, status, mayHaveHappened) => {
  expect(await failureOf(status)).toMatchObject({ status, mayHaveHappened });
});
