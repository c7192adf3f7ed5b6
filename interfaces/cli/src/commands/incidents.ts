import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Command } from '../context.ts';
import { CliError, problemOf } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';
import { relativePath } from '../terminal/format.ts';

const Hash = z.string().nullable();
const Span = z.object({ from: z.string(), through: z.string(), from_hash: Hash, through_hash: Hash }).nullable();
const Incident = z.object({
  alert: z.looseObject({
    ...{ id: z.string(), alert_type: z.string(), severity: z.string(), state: z.string(), summary: z.string() },
    ...{ runbook: z.string(), since: z.string(), resolved_at: z.string().nullable() },
  }),
  ...{ from: z.string(), through: z.string() },
  timeline: z.array(
    z.object({
      ...{ at: z.string(), source: z.string(), what: z.string(), subject: z.string().nullable() },
      detail: z.record(z.string(), z.string()),
    }),
  ),
  operations: z.array(z.string()),
  chains: z.object({ stellar: Span, bitcoin: Span }),
  cut_short: z.array(z.string()),
});
export type Incident = z.output<typeof Incident>;

/** `istsi incidents export <id>`: Markdown for people, the same as JSON for programs. */
export function exportIncident(id: string, { output }: { output?: string }): Command {
  return async (context) => {
    const { json, print } = context;
    const { api, keys } = askedApi(context);
    const path = `/v1/alerts/${encodeURIComponent(id)}/report`;
    const incident = await api.get(path, Incident, keys.operator);
    if (output === undefined) {
      print(incidentDocument(incident), { step: 'incident', ...incident });
      return 0;
    }
    const text = json ? `${JSON.stringify(incident, null, 2)}\n` : `${incidentDocument(incident)}\n`;
    try {
      writeFileSync(output, text, { mode: 0o600 });
    } catch (cause) {
      throw new CliError('cli/not-written', { path: output, problem: problemOf(cause) }, { cause });
    }
    print(`  ${relativePath(output)}`, { step: 'incident', file: output });
    return 0;
  };
}

/** Pure: the document, in Markdown. */
export function incidentDocument({ alert, from, through, timeline, operations, chains, cut_short }: Incident): string {
  const span = (name: string, found: Incident['chains']['stellar']): string =>
    found
      ? `- ${name}: ${found.from} (${found.from_hash ?? 'the node does not have it'}) to ${found.through} (${found.through_hash ?? 'the node does not have it'})`
      : `- ${name}: nobody looked`;
  const end = alert.resolved_at === null ? 'It goes on.' : `It was over at ${alert.resolved_at}.`;
  const moments = timeline.map(
    ({ at, source, what, subject, detail }) =>
      `| ${[at, source, subject === null ? what : `${what} (${subject})`, inWords(detail)].map(cell).join(' | ')} |`,
  );
  return [
    `# ${cell(alert.summary)}`,
    `${alert.severity}, \`${alert.alert_type}\`, ${alert.id}. It began at ${alert.since}. ${end} What to do: ${alert.runbook}.`,
    `## What happened, from ${from} to ${through}`,
    ['| when | known from | what | more |', '| --- | --- | --- | --- |', ...moments].join('\n'),
    ...(cut_short.length > 0 ? [`There was more than is told here of: ${cut_short.join(', ')}.`] : []),
    '## Operations',
    operations.length === 0 ? 'None took a step meanwhile.' : operations.map((id) => `- ${cell(id)}`).join('\n'),
    '## Both chains, as the monitor saw them',
    [span('Stellar ledgers', chains.stellar), span('Bitcoin blocks', chains.bitcoin)].join('\n'),
  ].join('\n\n');
}

const inWords = (detail: Record<string, string>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');

/** What others wrote makes no table, and no page, of its own. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|]/g, (mark) => `\\${mark}`);
