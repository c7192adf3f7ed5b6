import { expect, test } from 'vitest';
import { type Incident, incidentDocument } from './incidents.ts';

const incident: Incident = {
  alert: {
    ...{ id: 'al_1', alert_type: 'part-down', severity: 'critical', state: 'resolved', summary: 'A part is down' },
    ...{ runbook: 'docs/runbooks/part-down.md', since: '2030-01-31T12:00:00Z', resolved_at: '2030-01-31T12:30:00Z' },
    ...{ subject: 'signer 1', value: '0', fired_at: '2030-01-31T12:00:01Z', cleared_at: '2030-01-31T12:30:00Z' },
    ...{ acknowledged_at: null, acknowledged_by: null, assigned_to: null, assigned_by: null, assigned_at: null },
    ...{ escalations: 0, silenced_until: null },
  },
  ...{ from: '2030-01-31T11:50:00Z', through: '2030-01-31T12:40:00Z' },
  timeline: [
    { at: '2030-01-31T12:00:01Z', source: 'alert', what: 'it fired', subject: 'al_1', detail: { value: '0' } },
    {
      ...{ at: '2030-01-31T12:00:02Z', source: 'audit', what: 'router.pause', subject: null },
      detail: { reason: 'a | b\n<script>' },
    },
  ],
  operations: [],
  chains: { stellar: { from: '10', through: '90', from_hash: null, through_hash: 'ab12' }, bitcoin: null },
  cut_short: [],
};

test('an incident is one document: what, when, who, and which blocks both chains were at', () => {
  expect(incidentDocument(incident).split('\n\n')).toEqual([
    '# A part is down',
    'critical, `part-down`, al_1. It began at 2030-01-31T12:00:00Z. It was over at 2030-01-31T12:30:00Z. What to do: docs/runbooks/part-down.md.',
    '## What happened, from 2030-01-31T11:50:00Z to 2030-01-31T12:40:00Z',
    [
      '| when | known from | what | more |',
      '| --- | --- | --- | --- |',
      '| 2030-01-31T12:00:01Z | alert | it fired (al\\_1) | value: 0 |',
      '| 2030-01-31T12:00:02Z | audit | router.pause | reason: a \\| b \\<script\\> |',
    ].join('\n'),
    '## Operations',
    'None took a step meanwhile.',
    '## Both chains, as the monitor saw them',
    '- Stellar ledgers: 10 (the node does not have it) to 90 (ab12)\n- Bitcoin blocks: nobody looked',
  ]);
});

test('one that goes on says so, names its operations, and what it had to leave out', () => {
  const text = incidentDocument({
    ...{ ...incident, alert: { ...incident.alert, resolved_at: null } },
    ...{ operations: ['ab:0', 'cd'], cut_short: ['audit'] },
  });
  for (const part of ['It goes on.', '- ab:0\n- cd', 'There was more than is told here of: audit.'])
    expect(text).toContain(part);
});
