import type { AuditEntry } from './entry.ts';

/** An entry and its place in the log. */
export type PlacedEntry = AuditEntry & { index: number };

const columns: [string, (entry: PlacedEntry) => unknown][] = [
  ['index', ({ index }) => index],
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['actor', ({ actor }) => actor],
  ['reason', ({ reason }) => reason],
  ['correlation_id', ({ correlation_id }) => correlation_id],
  ['request_id', ({ request_id }) => request_id],
  ['operation_id', ({ operation }) => operation?.id],
  ['operation_type', ({ operation }) => operation?.type],
  ['parameters', ({ operation }) => operation?.parameters],
  ['user', ({ user }) => user],
  ['kyc', ({ kyc }) => kyc],
  ['compliance', ({ compliance }) => compliance],
  ['changes', ({ changes }) => changes],
  ['error', ({ error }) => error?.condition],
  ['resolution', ({ error }) => error?.resolution],
  ['source', ({ source }) => source],
];

export const CSV_HEADER = `${columns.map(([name]) => name).join(',')}\r\n`;

/** RFC 4180. */
export const csvLine = (entry: PlacedEntry): string =>
  `${columns.map(([, value]) => field(value(entry))).join(',')}\r\n`;

function field(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // What a spreadsheet would take for a formula is text.
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
