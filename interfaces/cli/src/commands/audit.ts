import { writeFile } from 'node:fs/promises';
import { CSV_HEADER, csvLine, type PlacedEntry } from '@istsi/audit-log';
import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

export interface AuditListOptions {
  actor?: string;
  action?: string;
  correlation?: string;
  user?: string;
  limit: number;
}

export interface ExportOptions {
  format: 'csv' | 'jsonl';
  from: number;
  through?: number;
  output?: string;
}

const PAGE = 1_000;

/** `istsi audit`: what was done, by whom. */
export function listAudit({ actor, action, correlation, user, limit }: AuditListOptions): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const asked = { actor, action, correlation_id: correlation, user };
    const named = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    const [{ items, persons }, status] = await Promise.all([
      answered(api.GET('/v1/audit', { params: { query: { ...named, limit } } })),
      answered(api.GET('/v1/audit/status')),
    ]);
    const nameOf = (text: string): string => text.replace(/person:[0-9a-f]{64}/g, (one) => persons[one]?.value ?? one);
    const lines = items.map((entry) => nameOf(lineOf(context.colours, entry)));
    const signed = `${formatCount(status.size)} entries, ${formatCount(status.signed)} of them signed`;
    const wrong = status.problem === null ? [] : [`  ${context.colours.bad('✗')} ${status.problem}`];
    const text = [...wrong, ...lines, '', `  ${context.colours.faint(signed)}`].join('\n');
    context.print(text, { step: 'audit', items, persons, status });
    return status.problem === null ? 0 : 1;
  };
}

function lineOf(
  colours: Palette,
  { index, at, action, actor, reason, user, correlation_id, error }: Shape<'AuditEntry'>,
): string {
  const about = [user, correlation_id && `of ${correlation_id}`, reason && `“${reason}”`, error?.condition];
  const rest = about.filter(Boolean).join('  ');
  return `  ${index}  ${at}  ${colours.strong(action)}  by ${actor}${rest === '' ? '' : `\n    ${colours.faint(rest)}`}`;
}

/** `istsi audit proof <operation>`: one text that shows it, checked with `istsi audit verify-proof`. */
export function auditProof(operation: string, { output }: { output?: string }): Command {
  return async (context) => {
    const { anybody } = askedApi(context);
    const path = { operation };
    const text = await answered(anybody.GET('/v1/audit/proof/{operation}', { params: { path }, parseAs: 'text' }));
    if (output !== undefined) await writeFile(output, text);
    const shown =
      output === undefined ? text.trimEnd() : `  Written to ${output}: \`istsi audit verify-proof\` checks it.`;
    context.print(shown, { step: 'audit-proof', operation, ...(output === undefined ? { proof: text } : { output }) });
    return 0;
  };
}

/** `istsi audit export`: the entries of a range, in the order of the log. */
export function exportAudit({ format, from, through, output }: ExportOptions): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { size } = await answered(api.GET('/v1/audit/status'));
    const last = Math.min(through ?? size - 1, size - 1);
    let text = format === 'csv' ? CSV_HEADER : '';
    let count = 0;
    for (let start = from; start <= last; start += PAGE) {
      const end = Math.min(last, start + PAGE - 1);
      const query = { from: start, through: end };
      const { items } = await answered(api.GET('/v1/audit/entries', { params: { query } }));
      count += items.length;
      text += items
        .map((entry) => (format === 'csv' ? csvLine(entry as PlacedEntry) : `${JSON.stringify(entry)}\n`))
        .join('');
    }
    if (output !== undefined) await writeFile(output, text);
    const facts = { step: 'audit-export', format, from, through: last, entries: count };
    const written = `  ${formatCount(count)} entries are in ${output}.`;
    context.print(output === undefined ? text.trimEnd() : written, {
      ...facts,
      ...(output === undefined ? { text } : { output }),
    });
    return 0;
  };
}

/** `istsi audit forget <address>`: what the log says of a person is of nobody then. */
export function forgetPerson(address: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { found } = await answered(api.POST('/v1/audit/forget', { body: { address } }));
    const text = found
      ? `  Nobody can tell any more which entries are about ${address}.`
      : `  No entry is about ${address}, as far as is remembered.`;
    context.print(text, { step: 'audit-forget', found });
    return found ? 0 : 1;
  };
}
