/** What somebody might write where words go; a page that took it for its own would ask for a picture, and run this. */
export const HOSTILE = '<img src=x onerror=alert(1)>';

/** Where words of people, of other systems or of tokens stand in what the API answers. */
const WORDS = new Set([
  ...['name', 'symbol', 'summary', 'subject', 'description', 'message', 'reason', 'detail', 'diagnosis', 'error'],
  ...[
    'memo',
    'note',
    'actor',
    'action',
    'alert_type',
    'value',
    'what',
    'why',
    'standing_text',
    'acknowledged_by',
    'assigned_to',
    'assigned_by',
  ],
]);

/** The same, with hostile words where words are. */
export function withHostileWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHostileWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      WORDS.has(name) && typeof each === 'string' ? HOSTILE : withHostileWords(each),
    ]),
  );
}

export const hostileAlert = {
  ...{ id: '1', alert_type: HOSTILE, severity: 'critical', state: 'firing', summary: HOSTILE, subject: HOSTILE },
  ...{ value: HOSTILE, since: '2030-01-01T00:00:00Z', fired_at: '2030-01-01T00:00:00Z', cleared_at: null },
  ...{
    resolved_at: null,
    acknowledged_by: HOSTILE,
    acknowledged_at: null,
    assigned_to: HOSTILE,
    assigned_by: HOSTILE,
    assigned_at: null,
    silenced_until: null,
    silenced_by: null,
  },
  ...{ silence_reason: HOSTILE, escalations: 0, runbook: HOSTILE, labels: { part: HOSTILE } },
};
