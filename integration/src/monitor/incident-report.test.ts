import { expect, test } from 'vitest';
import type { Alert } from './alert-store.ts';
import { composeReport, type Gathered, type IncidentMoment, lifeOf, spanOf } from './incident-report.ts';

const at = (minutes: number): Date => new Date(Date.parse('2030-01-31T12:00:00Z') + minutes * 60_000);
const alert: Alert = {
  ...{ id: 'al_1', alertType: 'part-down', subject: 'part="database"', severity: 'critical', state: 'resolved' },
  ...{ value: '0', summary: 'A part is down', runbook: 'docs/runbooks/part-down.md', escalations: 0 },
  ...{ since: at(0), firedAt: at(1), acknowledgedAt: at(5), acknowledgedBy: 'anna', clearedAt: at(20) },
  ...{ resolvedAt: at(21), toldAt: at(1), silencedUntil: undefined },
  ...{ assignedTo: undefined, assignedBy: undefined, assignedAt: undefined },
};
const none = { stellar: null, bitcoin: null };
const moment = (minutes: number, source: IncidentMoment['source'], subject: string | null = null): IncidentMoment => ({
  ...{ at: at(minutes), source, what: `${source} ${minutes}`, subject, detail: {} },
});
const gathered = (most: number, ...moments: IncidentMoment[]): Gathered => ({ source: 'some', moments, most });

test.each<[string, Partial<Alert>, number, [number, number]]>([
  ['that is over long since', {}, 600, [-10, 31]],
  ['that is just over', {}, 22, [-10, 22]],
  ['that goes on', { resolvedAt: undefined }, 40, [-10, 40]],
  ['that goes on for a month', { resolvedAt: undefined }, 43_200, [-10, 10_070]],
  ['of a clock that went back', { resolvedAt: undefined }, -60, [-10, -10]],
])('a report of one %s is about the time around it', (_, change, now, [from, through]) => {
  expect(spanOf({ ...alert, ...change }, at(now))).toEqual({ from: at(from), through: at(through) });
});

test('the alert’s own life is told, as far as it went', () => {
  expect(lifeOf(alert).map(({ what }) => what)).toEqual([
    ...['its condition began to hold', 'it fired', 'somebody took care of it', 'its condition held no longer'],
    'it was over',
  ]);
  const fresh = { firedAt: undefined, acknowledgedAt: undefined, clearedAt: undefined, resolvedAt: undefined };
  expect(lifeOf({ ...alert, ...fresh })).toHaveLength(1);
});

test('everything is in one order, what caused something before what tells of it', () => {
  const { timeline } = composeReport(
    alert,
    { from: at(-10), through: at(31) },
    [gathered(9, moment(5, 'message'), moment(1, 'operation', 'ab:0')), gathered(9, moment(5, 'audit'))],
    none,
  );
  expect(timeline.map(({ source, at: when }) => `${(when.getTime() - at(0).getTime()) / 60_000} ${source}`)).toEqual([
    ...['0 alert', '1 operation', '1 alert', '5 audit', '5 alert', '5 message', '20 alert', '21 alert'],
  ]);
});

test('each operation is named once, and a source that knew more is said to have', () => {
  const many = [1, 2, 3].map((minutes) => moment(minutes, 'operation', minutes === 3 ? 'cd' : 'ab:0'));
  const report = (most: number) =>
    composeReport(alert, { from: at(0), through: at(9) }, [gathered(most, ...many)], none);
  expect(report(3)).toMatchObject({ operations: ['ab:0', 'cd'], cutShort: [] });
  expect(report(2)).toMatchObject({ operations: ['ab:0'], cutShort: ['some'] });
});
