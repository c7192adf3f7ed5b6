import { expect, test } from 'vitest';
import type { GuardianFacts, GuardianPart } from '../services/guardian-status.ts';
import { judgeGuardian } from './look-at-guardian.ts';

const facts = (state: GuardianFacts['state']): GuardianFacts => ({
  ...{
    guardian: 'GA',
    router: 'CR',
    at: '2030-01-31T12:00:00.000Z',
    since: '2030-01-31T12:00:00.000Z',
    state,
    why: 'why',
  },
  ...{ ledger: 1, bitcoinHeight: 1, open: 0, accused: 0 },
});

test.each<[string, Omit<GuardianPart, 'address'>, number, string, string]>([
  ['watches', { ok: true, facts: facts('watching') }, 0, 'ok', 'it watches both chains'],
  [
    'has reports to make',
    { ok: true, facts: facts('watching') },
    1,
    'ok',
    'it watches both chains; one deposit waits for its report',
  ],
  [
    'is gone',
    { ok: false, error: 'the guardian does not answer: x' },
    2,
    'warning',
    'the guardian does not answer: x; 2 deposits wait for its report',
  ],
  [
    'is behind for long',
    { ok: false, error: 'the guardian is behind: why', facts: facts('behind') },
    0,
    'warning',
    'the guardian is behind: why',
  ],
  [
    'accuses',
    { ok: false, error: 'the guardian is accusing: why', facts: facts('accusing') },
    0,
    'failing',
    'the guardian is accusing: why',
  ],
  [
    'could not stop the system',
    { ok: false, error: 'the guardian is unable: why', facts: facts('unable') },
    0,
    'failing',
    'the guardian is unable: why',
  ],
])('a guardian that %s', (_, part, waiting, state, diagnosis) => {
  expect(judgeGuardian({ address: 'GA', ...part }, waiting)).toEqual({ part: 'guardian', state, diagnosis });
});
