import { expect, test } from 'vitest';
import type { Alert } from './alert-store.ts';
import { dayBefore, digestOf, weekBefore } from './digest.ts';

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
  ...{ assignedTo: undefined, assignedBy: undefined, assignedAt: undefined },
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

test.each([
  ['2030-02-04T00:00:00.000Z', '2030-01-28'],
  ['2030-02-03T23:59:59.999Z', '2030-01-21'],
  ['2030-01-02T12:00:00.000Z', '2029-12-24'],
])('at %s the last week that is over began on Monday, %s', (now, date) => {
  const { from, to } = weekBefore(new Date(now));
  expect([from.toISOString(), to.getTime() - from.getTime()]).toEqual([`${date}T00:00:00.000Z`, 7 * 86_400_000]);
  expect(from.getUTCDay()).toBe(1);
});

test('of a day without any nothing is told', () => {
  expect(digestOf([], day)).toBeUndefined();
});

test('what came and went often is one line, and what is still there or silenced is said to be', () => {
  const later = alert({ since: new Date('2030-01-31T20:00:00Z'), summary: 'Messages were given up: 5' });
  const quiet = alert({
    ...{ alertType: 'unusual-activity', summary: 'Much is moved', silencedUntil: new Date('2030-02-09T00:00:00Z') },
  });
  const message = digestOf(
    [
      { last: later, total: 700, open: 1 },
      { last: quiet, total: 1, open: 0 },
    ],
    day,
  );
  expect(message?.subject).toBe('iSTSi digest of 2030-01-31: 701 informational alerts, 1 of them still there');
  expect(String(message?.body.text).split('\n\n').slice(1)).toEqual([
    'Messages were given up: 5\n  700 times, last from 2030-01-31T20:00:00.000Z, it is still there; docs/runbooks/webhooks-given-up.md',
    'Much is moved\n  1 time, last from 2030-01-31T10:00:00.000Z, it is over, silenced until 2030-02-09T00:00:00.000Z; docs/runbooks/webhooks-given-up.md',
  ]);
});

test('a week says how loud each was', () => {
  const message = digestOf([{ last: alert({ severity: 'critical' }), total: 2, open: 0 }], weekBefore(day.to));
  expect(message?.subject).toBe('iSTSi digest of the week from 2030-01-21: 2 alerts, 0 of them still there');
  expect(message?.body.text).toContain('\n\ncritical: Messages were given up\n');
});
