import { expect, test } from 'vitest';
import { nextWithdrawalStep } from './next-withdrawal-step.ts';
import type { Withdrawal, WithdrawalState } from './withdrawal.ts';

const now = new Date(1_000_000);
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

const withdrawal = (state: WithdrawalState, change: Partial<Withdrawal> = {}): Withdrawal =>
  ({ id: 'w', state, deadline: after, failures: 0, wakeAt: undefined, ...change }) as Withdrawal;

test.each<[string, Withdrawal, boolean, string]>([
  ['pending in time waits for its deadline', withdrawal('pending'), false, 'wait'],
  ['pending past its deadline is refunded', withdrawal('pending', { deadline: before }), false, 'refund'],
  ['batched past its deadline is its batch’s', withdrawal('batched', { deadline: before }), false, 'wait'],
  ['authorized past its deadline is paid', withdrawal('authorized', { deadline: before }), false, 'wait'],
  ['refunding, with nothing on its way, is refunded', withdrawal('refunding'), false, 'refund'],
  ['refunding, sent, learns its fate', withdrawal('refunding'), true, 'await-fate'],
  [
    'refused a moment ago pauses',
    withdrawal('pending', { deadline: before, failures: 1, wakeAt: after }),
    false,
    'wait',
  ],
  ['completed is settled', withdrawal('completed'), false, 'settle'],
  ['completed, sent, learns its fate', withdrawal('completed'), true, 'await-fate'],
  ['settled needs nothing', withdrawal('settled'), false, 'wait'],
  ['refunded needs nothing', withdrawal('refunded'), false, 'wait'],
])('%s', (_, given, isSubmitted, expected) => {
  expect(nextWithdrawalStep(given, { now, ownNow: now, isSubmitted }).do).toBe(expected);
});

test('a pause is one also where the network’s clock is far ahead of ours', () => {
  const facts = { now: new Date(now.getTime() + 3_600_000), ownNow: now, isSubmitted: true };
  expect(nextWithdrawalStep(withdrawal('completed', { wakeAt: after }), facts).do).toBe('wait');
});
