import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFuzz } from './fuzz-world.ts';

let fuzz: Awaited<ReturnType<typeof startFuzz>>;
beforeAll(async () => {
  fuzz = await startFuzz();
});
afterAll(async () => {
  await fuzz?.stop();
});

/** The nightly run asks five hundred times each. */
const TIMES = 2;

test('whatever a route is asked, by whomever, it answers soon, as OpenAPI has it, and never with a failure of ours', async () => {
  expect(fuzz.operations.length).toBeGreaterThan(100);
  for (const operation of fuzz.operations)
    expect((await fuzz.askOften(operation, TIMES)).join('\n\n'), operation.name).toBe('');
});

test.each<[string, 'GET' | 'POST', string]>([
  ['a route that is none', 'GET', '/sep12/none'],
  ['a method that is none', 'POST', '/sep24/info'],
  ['a name longer than any', 'GET', `/sep12/customer/${'A'.repeat(200)}`],
  ['a path that is no UTF-8', 'GET', '/sep6/%ff'],
])(
  'what is refused before a SEP’s route is there is refused as a SEP says, to pages of any origin: %s',
  async (_, method, url) => {
    const { statusCode, headers, body } = await fuzz.api.inject({ method, url });
    expect([400, 404]).toContain(statusCode);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(JSON.parse(body)).toEqual({ error: expect.any(String) });
  },
);
