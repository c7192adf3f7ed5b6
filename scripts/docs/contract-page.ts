import type { contract, xdr } from '@stellar/stellar-sdk';
import { specType } from './spec-types.ts';

/** Everything that a contract's own spec says of it, as one page: what is called, published, refused and stored. */
export function contractPage(name: string, spec: contract.Spec, wasmHash: string): string {
  const functions = spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryFunctionV0' ? [entry.value] : []));
  const events = spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryEventV0' ? [entry.value] : []));
  const errors = spec.entries.flatMap((entry) => (entry.type === 'scSpecEntryUdtErrorEnumV0' ? [entry.value] : []));
  return [
    `# ${name}`,
    `Read from the spec in the Wasm whose SHA-256 is \`${wasmHash}\`; nothing on this page was written by hand.`,
    '## Functions',
    ...functions.map(functionText),
    ...(events.length > 0 ? ['## Events', ...events.map(eventText)] : []),
    ...(errors.length > 0 ? ['## Errors', ...errors.map(errorTable)] : []),
    '## Types',
    ...spec.entries.flatMap(typeText),
    '',
  ].join('\n\n');
}

/** Small contracts on one page, each as on a page of its own. */
export const pageOfSeveral = (title: string, lead: string, pages: readonly string[]): string =>
  [`# ${title}`, lead, ...pages.map((text) => text.replace(/^#/gm, '##'))].join('\n\n');

function functionText({ name, doc, inputs, outputs }: xdr.ScSpecFunctionV0): string {
  const parameters = inputs.map((input) => `${input.name.toString()}: ${specType(input.type)}`);
  const answer = outputs.map(specType).join(', ') || 'void';
  const oneLine = `${name.toString()}(${parameters.join(', ')}) → ${answer}`;
  const signature =
    oneLine.length <= 90 ? oneLine : `${name.toString()}(\n  ${parameters.join(',\n  ')},\n) → ${answer}`;
  return [`### ${name.toString()}`, `\`\`\`text\n${signature}\n\`\`\``, sentence(doc)].filter(Boolean).join('\n\n');
}

function eventText({ name, doc, params, prefixTopics }: xdr.ScSpecEventV0): string {
  const rows = params.map((param) => {
    const place = param.location.name === 'scSpecEventParamLocationTopicList' ? 'topic' : 'data';
    return `| \`${param.name.toString()}\` | \`${specType(param.type)}\` | ${place} | ${cell(param.doc)} |`;
  });
  const topics = prefixTopics.map((topic) => `\`${topic.toString()}\``).join(', ');
  return [
    `### ${name.toString()}`,
    [sentence(doc), `Topics begin with ${topics}.`].filter(Boolean).join(' '),
    ...(rows.length > 0 ? [['| | type | in | |', '| --- | --- | --- | --- |', ...rows].join('\n')] : []),
  ].join('\n\n');
}

function errorTable({ name, doc, cases }: xdr.ScSpecUdtErrorEnumV0): string {
  const rows = cases.map((each) => `| ${each.value} | \`${each.name.toString()}\` | ${cell(each.doc)} |`);
  return [`\`${name.toString()}\`. ${sentence(doc)}`, ['| | | |', '| --- | --- | --- |', ...rows].join('\n')].join(
    '\n\n',
  );
}

function typeText(entry: xdr.ScSpecEntry): string[] {
  switch (entry.type) {
    case 'scSpecEntryUdtStructV0': {
      const rows = entry.value.fields.map(
        (field) => `| \`${field.name.toString()}\` | \`${specType(field.type)}\` | ${cell(field.doc)} |`,
      );
      return [titled(entry.value), ['| | type | |', '| --- | --- | --- |', ...rows].join('\n')];
    }
    case 'scSpecEntryUdtEnumV0': {
      const rows = entry.value.cases.map(
        (each) => `| ${each.value} | \`${each.name.toString()}\` | ${cell(each.doc)} |`,
      );
      return [titled(entry.value), ['| | | |', '| --- | --- | --- |', ...rows].join('\n')];
    }
    case 'scSpecEntryUdtUnionV0': {
      const rows = entry.value.cases.map(({ type, value }) => {
        const values = type === 'scSpecUdtUnionCaseTupleV0' ? `(${value.type.map(specType).join(', ')})` : '';
        return `| \`${value.name.toString()}${values}\` | ${cell(value.doc)} |`;
      });
      return [titled(entry.value), ['| | |', '| --- | --- |', ...rows].join('\n')];
    }
    default:
      return [];
  }
}

type Text = { toString(): string };

const titled = ({ name, doc }: { name: Text; doc: Text }): string =>
  [`### ${name.toString()}`, sentence(doc)].filter(Boolean).join('\n\n');

/** One paragraph; the site's renderer takes HTML and `{{`, which a comment of a contract never means. */
export function sentence(doc: Text): string {
  return doc
    .toString()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[<>]/g, (bracket) => (bracket === '<' ? '&lt;' : '&gt;'))
    .replaceAll('{{', '{&#123;');
}

export const cell = (doc: Text): string => sentence(doc).replaceAll('|', '\\|');
