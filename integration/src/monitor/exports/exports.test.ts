import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AlertChannel } from '../alert-channels.ts';
import { type AlertRule, defaultRules } from '../alert-rules.ts';
import { metricNames } from '../metric-definitions.ts';
import { alertmanagerConfiguration, PASSWORD_FILE } from './alertmanager-configuration.ts';
import { grafanaDashboard } from './grafana-dashboard.ts';
import { prometheusRules } from './prometheus-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'istsi-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));

const exists = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

function written(name: string, content: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** What the program says of the file. */
function judged(program: string, ...args: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

function ruleNamed(name: string): AlertRule {
  const rule = defaultRules.find(({ alertType }) => alertType === name);
  if (!rule) throw new Error(`there is no rule ${name}`);
  return rule;
}

describe('the rules for Prometheus', () => {
  test('have each alarm that is on with its condition, duration and runbook', () => {
    const { groups } = prometheusRules([ruleNamed('part-down'), ruleNamed('ratio-low')]);
    expect(groups[0]?.rules).toEqual([
      {
        alert: 'part-down',
        expr: 'istsi_part_up{part=~"database|stellar|bitcoin|contracts|channels|books|events|lifetimes|inbox"} < 1',
        for: '60s',
        keep_firing_for: '60s',
        labels: { severity: 'critical' },
        annotations: {
          summary: 'A part that the system cannot work without does not answer',
          description: 'istsi_part_up part={{ $labels.part }} at {{ $value }}',
          runbook: 'docs/runbooks/part-down.md',
        },
      },
      expect.objectContaining({ alert: 'ratio-low', expr: 'istsi_reserve_ratio_basis_points < 10000', for: '0s' }),
    ]);
  });

  test('leave out what is switched off, and say when the system itself is silent', () => {
    const { groups } = prometheusRules([{ ...ruleNamed('ratio-low'), enabled: false }]);
    expect(groups.map(({ rules }) => rules.map(({ alert }) => alert))).toEqual([[], ['metrics-silent']]);
  });

  test.skipIf(!exists('promtool'))('are accepted by promtool, and fire and end as ours do', () => {
    const rules = written('rules.yml', prometheusRules(defaultRules));
    expect(judged('promtool', 'check', 'rules', rules)).toMatchObject({ status: 0 });
    const alarm = (time: string, expected: boolean) => ({
      ...{ eval_time: time, alertname: 'supply-over-reserve' },
      exp_alerts: expected
        ? [
            {
              exp_labels: { severity: 'critical' },
              exp_annotations: {
                summary: 'Tokens are issued that no coin stands for',
                description: 'istsi_short_satoshis at 1',
                runbook: 'docs/runbooks/supply-over-reserve.md',
              },
            },
          ]
        : [],
    });
    const checked = written('rules.test.yml', {
      rule_files: [rules],
      evaluation_interval: '30s',
      tests: [
        {
          interval: '30s',
          input_series: [
            { series: 'istsi_short_satoshis', values: '0 0 1 1 0 0 0 0 0 0' },
            { series: 'istsi_part_up{part="database"}', values: '1x10' },
          ],
          alert_rule_test: [alarm('30s', false), alarm('1m', true), alarm('4m', false)],
        },
      ],
    });
    const { status, text } = judged('promtool', 'test', 'rules', checked);
    expect(text).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});

describe('the configuration of Alertmanager', () => {
  const channels: AlertChannel[] = [
    { name: 'desk', kind: 'email', to: ['desk@example.com', 'second@example.com'] },
    { name: 'night', kind: 'email', to: ['night@example.com'], severities: ['critical'] },
    { name: 'chief', kind: 'email', to: ['chief@example.com'], escalation: true },
    { name: 'hook', kind: 'webhook', url: 'https://example.com/secret-path', secret: 'whsec_c2VjcmV0' },
    { name: 'switch', kind: 'dead-man', url: 'https://example.com/alive' },
  ];
  const mail = { url: 'smtps://us%40er:p%23ssword@mail.example.com', from: 'alerts@example.com' };
  const rules = [
    ruleNamed('ratio-low'),
    { ...ruleNamed('disk-full'), recipients: ['night'] },
    { ...ruleNamed('lumens-low'), enabled: false },
    ruleNamed('clock-skew'),
    ruleNamed('webhooks-given-up'),
  ];
  const configuration = alertmanagerConfiguration(rules, channels, mail);

  test('tells each mail channel of what the monitor would tell it', () => {
    expect(configuration.route.routes).toEqual([
      { receiver: 'desk', matchers: ['alertname=~"ratio-low|clock-skew|metrics-silent"'], continue: true },
      { receiver: 'night', matchers: ['alertname=~"ratio-low|disk-full|metrics-silent"'], continue: true },
    ]);
    expect(configuration.receivers.map(({ name }) => name)).toEqual(['dashboard', 'desk', 'night']);
  });

  test('holds no secret', () => {
    expect(configuration.global).toEqual({
      ...{ smtp_smarthost: 'mail.example.com:465', smtp_from: 'alerts@example.com', smtp_auth_username: 'us@er' },
      ...{ smtp_auth_password_file: PASSWORD_FILE, smtp_require_tls: true },
    });
    expect(JSON.stringify(configuration)).not.toMatch(/p#ssword|p%23ssword|whsec_|secret-path/);
  });

  test('tells somebody of every alarm that the rules for Prometheus raise, where a channel listens to all', () => {
    const all = alertmanagerConfiguration(
      defaultRules,
      [{ name: 'all', kind: 'email', to: ['all@example.com'], severities: ['critical', 'warning', 'informational'] }],
      mail,
    );
    const [heard] = all.route.routes.map(({ matchers: [matcher = ''] }) => /"(.*)"/.exec(matcher)?.[1]?.split('|'));
    const raised = prometheusRules(defaultRules).groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(heard).toEqual(raised);
  });

  test.each([
    ['one token as user and password', 'smtps://to%2Bken:to%2Bken@mail.example.com'],
    ['a user whose name is the password, written otherwise', 'smtps://t%6Fken:token@mail.example.com'],
    ['options', 'smtps://us:token@mail.example.com?auth.pass=token'],
  ])('holds no secret of a mail server with %s', (_, url) => {
    const made = JSON.stringify(alertmanagerConfiguration(rules, channels, { ...mail, url }));
    expect(made).toContain(PASSWORD_FILE);
    expect(made).not.toMatch(/to\+?ken/);
  });

  test('without a mail server has nobody to tell but those who look', () => {
    const { route, receivers } = alertmanagerConfiguration(rules, channels, undefined);
    expect([route.routes, receivers]).toEqual([[], [{ name: 'dashboard' }]]);
  });

  test.skipIf(!exists('amtool'))('is accepted by amtool', () => {
    // Debian's amtool is older than files of passwords.
    const { smtp_auth_password_file: _, ...global } = configuration.global ?? {};
    const file = written('alertmanager.yml', { ...configuration, global });
    expect(judged('amtool', 'check-config', file)).toMatchObject({ status: 0 });
    const asked = judged('amtool', 'config', 'routes', 'test', `--config.file=${file}`, 'alertname=disk-full');
    expect(asked.text.split('\n')[0]).toBe('night');
  });
});

describe('the dashboard for Grafana', () => {
  interface Panel {
    id: number;
    type: string;
    gridPos: { x: number; y: number; w: number; h: number };
    description?: string;
    targets?: { expr: string; legendFormat: string }[];
  }
  const { panels } = grafanaDashboard() as { panels: Panel[] };

  test('shows every metric once, and no two in one place', () => {
    const shown = panels.flatMap(({ description }) => description ?? []);
    expect(shown.toSorted()).toEqual(metricNames.toSorted());
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test.skipIf(!exists('promtool'))('asks what Prometheus understands', () => {
    const rules = panels.flatMap(({ id, targets = [] }) =>
      targets.map(({ expr }) => ({ record: `istsi:panel_${id}`, expr })),
    );
    const file = written('panels.yml', { groups: [{ name: 'panels', rules }] });
    expect(judged('promtool', 'check', 'rules', file)).toMatchObject({ status: 0 });
  });
});
