import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { takeWrongAnswers } from './check-every-answer.ts';

/** As far as it takes to be held against the OpenAPI document. */
function lyingApi() {
  const api = Fastify().decorate('swagger', () => ({}));
  api.get('/v1/health', async () => ({ status: 'splendid' }));
  api.get('/v1/users/:address', async (_request, reply) => reply.code(302).send({}));
  api.get('/sep12/customer', async (_request, reply) => reply.code(403).send({ message: 'no' }));
  api.get('/v1/none', async (_request, reply) => reply.code(404).send({ error: 'there is none' }));
  return api;
}

test.each<[string, string, RegExp]>([
  ['an answer of another shape', '/v1/health', /status/],
  ['a status that is not described', '/v1/users/G', /302 is not described/],
  ['a refusal that is not as a SEP has it', '/sep12/customer', /additional properties/],
])('%s fails the test that asked', async (_, url, said) => {
  await lyingApi().inject(url);
  expect(takeWrongAnswers()).toEqual([expect.stringMatching(said)]);
});

test('what is as it is described fails nothing', async () => {
  await lyingApi().inject('/v1/none');
  expect(takeWrongAnswers()).toEqual([]);
});
