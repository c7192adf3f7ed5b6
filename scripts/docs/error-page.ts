import type { contract } from '@stellar/stellar-sdk';
import { problems } from '../../interfaces/api/src/problems.ts';
import { cell } from './contract-page.ts';

/** Every code that the API answers and every number that a contract answers, each with what it means and, for the API's, what to do. */
export function errorPage(specs: Readonly<Record<string, contract.Spec>>): string {
  const rows = Object.entries(problems).map(
    ([code, [status, component, title, action]]) =>
      `### ${code}\n\n${cell(title)}. **${cell(action)}**\n\nStatus ${status}, from \`${component}\`.`,
  );
  const numbers = Object.entries(specs).flatMap(([name, spec]) =>
    spec.entries.flatMap((entry) =>
      entry.type === 'scSpecEntryUdtErrorEnumV0'
        ? entry.value.cases.map(
            (each) =>
              `| ${each.value} | \`${each.name.toString()}\` | [${name}](./contract-${name}) | ${cell(each.doc)} |`,
          )
        : [],
    ),
  );
  return [
    '# Errors',
    'The API answers every failure as a problem document (RFC 9457) with one of these codes, the part that refused, and what to do.',
    '## Codes of the API',
    ...rows,
    '## Numbers of the contracts',
    'A refused transaction ends with `Error(Contract, #number)`. A number means one thing in all contracts.',
    ['| | name | contract | what it means |', '| --- | --- | --- | --- |', ...numbers].join('\n'),
    '',
  ].join('\n\n');
}
