import { expect, test } from 'vitest';
import { judgeInbox } from './look-at-inbox.ts';

const whole = { status: 'active' as const, balanceSats: 0n, waitingSats: 0n, leavingSats: 0n, receipts: {} };

test.each<[string, Partial<Parameters<typeof judgeInbox>[0]>, string, RegExp]>([
  ['empty', {}, 'ok', /^it holds 0 sats/],
  ['with what waits in it', { balanceSats: 70n, waitingSats: 70n }, 'ok', /70 wait/],
  ['with more than that', { balanceSats: 90n, waitingSats: 70n }, 'ok', /^it holds 90 sats/],
  ['while a part leaves', { balanceSats: 20n, waitingSats: 70n, leavingSats: 50n }, 'ok', /^it holds 20/],
  ['with a satoshi less', { balanceSats: 69n, waitingSats: 70n }, 'failing', /: 1 went where no receipt says/],
  ['with less than leaves', { balanceSats: 19n, waitingSats: 70n, leavingSats: 50n }, 'failing', /: 1 went/],
  ['that nobody registered', { status: null }, 'failing', /not registered/],
  ['that is frozen', { status: 'frozen' }, 'failing', /is frozen/],
  ['with what people decide about', { receipts: { kept: 2 } }, 'warning', /^2 of what arrived/],
])('the inbox %s', (_, change, state, said) => {
  expect(judgeInbox({ ...whole, ...change })).toMatchObject({
    part: 'inbox',
    ...{ state, diagnosis: expect.stringMatching(said) },
  });
});
