import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AlertRule, defaultRules } from './alert-rules.ts';
import {
  ESCALATE_SECONDS,
  evaluateAlerts,
  noticeOf,
  type OpenAlert,
  RESOLVE_SECONDS,
  type ToldAlert,
} from './evaluate-alerts.ts';
import { metricDefinitions } from './metric-definitions.ts';
import { type Sample, sample } from './samples.ts';

const now = new Date('2030-01-01T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

const short: AlertRule = {
  ...{ alertType: 'short', title: 'Short', metric: 'istsi_short_satoshis', raisedWhile: 'above', threshold: 10n },
  ...{ forSeconds: 0, severity: 'critical', recipients: [], enabled: true },
};
const patient: AlertRule = { ...short, forSeconds: 60 };
const parts: AlertRule = {
  ...{ ...short, metric: 'istsi_part_up', raisedWhile: 'below', threshold: 1n },
  labels: { part: ['database', 'stellar'] },
};

const sats = (value: bigint): Sample[] => [sample('istsi_short_satoshis', value)];
const up = (values: Record<string, number>): Sample[] =>
  Object.entries(values).map(([part, value]) => sample('istsi_part_up', value, { part }));
const alert = (change: Partial<OpenAlert> = {}): OpenAlert => ({
  ...{ id: 'a', alertType: 'short', subject: '', state: 'firing', since: ago(600), clearedAt: undefined, value: '11' },
  ...change,
});
const database = 'part="database"';

describe('what an observation changes of the alerts', () => {
  test.each<[string, AlertRule, Sample[], OpenAlert[], object[]]>([
    ['nothing at the threshold itself', short, sats(10n), [], []],
    ['above it, it fires at once', short, sats(11n), [], [{ do: 'open', firing: true, value: '11' }]],
    [
      'amounts are compared to the last satoshi',
      { ...short, threshold: 2n ** 63n },
      sats(2n ** 63n + 1n),
      [],
      [{ do: 'open' }],
    ],
    ['one that has to last waits first', patient, sats(11n), [], [{ do: 'open', firing: false }]],
    ['and still waits a second before', patient, sats(11n), [alert({ state: 'pending', since: ago(59) })], []],
    ['and then fires', patient, sats(11n), [alert({ state: 'pending', since: ago(60) })], [{ do: 'fire', id: 'a' }]],
    ['and is forgotten when it passes before', patient, sats(0n), [alert({ state: 'pending' })], [{ do: 'drop' }]],
    ['the same again is the same alert', short, sats(11n), [alert()], []],
    ['another value is told of it', short, sats(12n), [alert()], [{ do: 'update', value: '12' }]],
    ['what seems to be over is watched', short, sats(0n), [alert()], [{ do: 'clear' }]],
    ['and not over before it was for a while', short, sats(0n), [alert({ clearedAt: ago(RESOLVE_SECONDS - 1) })], []],
    ['and then over', short, sats(0n), [alert({ clearedAt: ago(RESOLVE_SECONDS) })], [{ do: 'resolve' }]],
    ['what flaps is one alert', short, sats(11n), [alert({ clearedAt: ago(30) })], [{ do: 'update' }]],
    ['what could not be collected ends nothing', short, [], [alert()], []],
    ['nor does another metric', short, up({ database: 1 }), [alert({ clearedAt: ago(600) })], []],
    [
      'one alert for each subject',
      parts,
      up({ database: 0, stellar: 0 }),
      [],
      [{ subject: database }, { subject: 'part="stellar"' }],
    ],
    ['of those that the rule names', parts, up({ database: 1, 'signer-1': 0 }), [], []],
    [
      'a subject that is gone is over',
      parts,
      up({ stellar: 1 }),
      [alert({ subject: database, clearedAt: ago(60) })],
      [{ do: 'resolve' }],
    ],
    [
      'each by itself',
      parts,
      up({ database: 0, stellar: 0 }),
      [alert({ subject: database, value: '0' })],
      [{ subject: 'part="stellar"' }],
    ],
    [
      'a rule that is switched off ends its alerts',
      { ...short, enabled: false },
      sats(11n),
      [alert()],
      [{ do: 'resolve' }],
    ],
  ])('%s', (_, rule, samples, open, expected) => {
    const found = evaluateAlerts([rule], samples, open, now);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });
});

describe('people are told', () => {
  const told = (change: Partial<ToldAlert>): ToldAlert => ({
    ...{ severity: 'critical', state: 'firing', acknowledgedAt: undefined, escalations: 0, toldAt: undefined },
    ...{ isSilenced: false, ...change },
  });
  const late = ago(ESCALATE_SECONDS);
  test.each<[string, Partial<ToldAlert>, string | undefined]>([
    ['when it fires', {}, 'fired'],
    ['not while it may still pass', { state: 'pending' }, undefined],
    ['not while it is silenced', { isSilenced: true }, undefined],
    ['once', { toldAt: ago(1) }, undefined],
    ['again when nobody heard it', { toldAt: late }, 'escalated'],
    ['not when somebody did', { toldAt: late, acknowledgedAt: ago(1) }, undefined],
    ['not again and again for ever', { toldAt: late, escalations: 3 }, undefined],
    ['again only what is critical', { toldAt: late, severity: 'warning' }, undefined],
    ['when it is over', { state: 'resolved', toldAt: ago(1) }, 'resolved'],
    ['but not of the end of what they never heard of', { state: 'resolved' }, undefined],
  ])('%s', (_, change, expected) => {
    expect(noticeOf(told(change), now)).toBe(expected);
  });
});

describe('every rule of the system', () => {
  test.each(defaultRules.map((rule) => [rule.alertType, rule] as const))(
    '%s is about a metric that there is',
    (_, rule) => {
      const { labels }: { labels: readonly string[] } = metricDefinitions[rule.metric];
      expect(labels).toEqual(expect.arrayContaining(Object.keys(rule.labels ?? {})));
    },
  );
});

describe('the runbooks', () => {
  const directory = new URL('../../../docs/runbooks/', import.meta.url);
  const names = defaultRules.map(({ alertType }) => alertType);

  test('are a page for each rule, and no other', () => {
    const pages = readdirSync(directory).filter((page) => page !== 'README.md');
    expect(pages.sort()).toEqual(names.map((name) => `${name}.md`).sort());
  });

  test.each(names)('%s says what it means, how to see it, and what to do', (name) => {
    const page = readFileSync(new URL(`${name}.md`, directory), 'utf8');
    for (const part of [`# ${name}`, '**What it means.**', '**How to see it.**', '**What to do.**\n\n1. '])
      expect(page).toContain(part);
    for (const [, linked] of page.matchAll(/\]\(([a-z-]+)\.md\)/g)) expect(names).toContain(linked);
  });
});
