import { expect, test } from 'vitest';
import { judgeNats, type RelayStanding } from './look-at-nats.ts';

const told: RelayStanding = { lag: 0n, paused: false, idleSeconds: 9_000 };

test.each<[string, RelayStanding | undefined, string | undefined, string, RegExp]>([
  ['that has told everything', told, undefined, 'ok', /^every event is relayed$/],
  ['that tells what came just now', { ...told, lag: 3n, idleSeconds: 1 }, undefined, 'ok', /^3 are being/],
  ['that does not reach its server', told, 'no NATS server is reached', 'warning', /^no NATS server is reached$/],
  ['that does not, while events come', { ...told, lag: 3n }, 'no server', 'warning', /^no server, and 3 events wait$/],
  ['that has not begun', undefined, undefined, 'warning', /no event was relayed yet/],
  [
    'that is paused',
    { ...told, lag: 3n, paused: true },
    undefined,
    'warning',
    /paused, and 3 events wait: POST .*resume/,
  ],
  ['of another instance that hangs', { ...told, lag: 3n }, undefined, 'warning', /relayed for 2 hours, and 3/],
  ['that is far behind', { ...told, lag: 1_001n, idleSeconds: 1 }, undefined, 'warning', /1001 events behind/],
])('a relay %s', (_, standing, problem, state, said) => {
  expect(judgeNats(standing, problem)).toMatchObject({
    ...{ part: 'nats', state, diagnosis: expect.stringMatching(said) },
  });
});
