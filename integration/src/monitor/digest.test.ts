import { expect, test } from 'vitest';
import type { Alert } from './alert-store.ts';
import { dayBefore, digestOf } from './digest.ts';

const day = dayBefore(new Date('2030-02-01T00:00:00Z'));
const alert = (change: Partial<Alert> = {}): Alert => ({
  ...{
    id: 'al_1',
    alertType: 'webhooks-given-up',
    subject: '',
    severity: 'informational',
    state: 'firing',
    value: '3',
  },
  ...{ summary: 'Messages were given up', runbook: 'docs/runbooks/webhooks-given-up.md', escalations: 0 },
  ...{ since: new Date('2030-01-31T10:00:00Z'), firedAt: new Date('2030-01-31T10:00:00Z') },
  ...{ clearedAt: undefined, resolvedAt: undefined, acknowledgedAt: undefined, acknowledgedBy: undefined },
  ...{ toldAt: undefined, silencedUntil: undefined },
  ...change,
});

test.each([
  ['2030-02-01T00:00:00.000Z', '2030-01-31'],
  ['2030-02-01T23:59:59.999Z', '2030-01-31'],
  ['2030-03-01T12:00:00.000Z', '2030-02-28'],
  ['2030-01-01T00:00:00.000Z', '2029-12-31'],
])('at %s the last day that is over is %s', (now, date) => {
  const { from, to } = dayBefore(new Date(now));
  expect([from.toISOString(), to.getTime() - from.getTime()]).toEqual([`${date}T00:00:00.000Z`, 86_400_000]);
});

test('of a day without any nothing is told', () => {
  expect(digestOf([], day)).toBeUndefined();
});

test('what came and went often is one line, and what is still there is said to be', () => {
  const over = { state: 'resolved', resolvedAt: new Date('2030-01-31T11:00:00Z') } as const;
  const message = digestOf(
    [
      alert({ id: 'al_3', since: new Date('2030-01-31T20:00:00Z'), summary: 'Messages were given up: 5' }),
      alert({ id: 'al_1', ...over }),
      alert({ id: 'al_2', alertType: 'unusual-activity', summary: 'Much is moved', ...over }),
    ],
    day,
  );
  expect(message?.subject).toBe('iSTSi digest of 2030-01-31: 3 informational alerts, 1 of them still there');
  expect(String(message?.body.text).split('\n\n').slice(1)).toEqual([
    'Messages were given up: 5\n  2 times, last from 2030-01-31T20:00:00.000Z, it is still there; docs/runbooks/webhooks-given-up.md',
    'Much is moved\n  1 time, last from 2030-01-31T10:00:00.000Z, it is over; docs/runbooks/webhooks-given-up.md',
  ]);
});

test('what ended after the day was still there at its end', () => {
  const message = digestOf([alert({ state: 'resolved', resolvedAt: day.to })], day);
  expect(message?.subject).toContain('1 informational alert, 1 of them still there');
});
