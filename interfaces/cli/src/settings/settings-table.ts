import { elementFields, type Field, settingsFields } from './fields.ts';

/** Every field of `istsi.json` and the variable that takes its place, as docs/configuration.md has them. */
export function settingsTable(): string {
  const rows = [
    ...settingsFields().map((field) => rowOf(field, `\`${field.variable}\`${secretFile(field)}`)),
    ...elementFields().map((field) => rowOf(field, '')),
  ];
  return ['| field | variable | what |', '| --- | --- | --- |', ...rows].join('\n');
}

const secretFile = ({ kind, variable }: Field): string => (kind === 'secret' ? `, \`${variable}_FILE\`` : '');

function rowOf({ path, choices, description }: Field, variable: string): string {
  const among = choices ? `${choices.map((choice) => `\`${choice}\``).join(' ')}: ` : '';
  return `| \`${path.join('.')}\` | ${variable} | ${among}${description} |`;
}
