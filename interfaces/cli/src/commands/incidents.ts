import { writeFileSync } from 'node:fs';
import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError, problemOf } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';
import { relativePath } from '../terminal/format.ts';

export type Incident = Shape<'IncidentReport'>;

/** `istsi incidents export <id>`: Markdown for people, the same as JSON for programs. */
export function exportIncident(id: string, { output }: { output?: string }): Command {
  return async (context) => {
    const { json, print } = context;
    const { operator: api } = askedApi(context);
    const incident = await answered(api.GET('/v1/alerts/{id}/report', { params: { path: { id } } }));
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
