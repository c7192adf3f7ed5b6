import { cell } from './contract-page.ts';

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: { name: string; in: string; description?: string; required?: boolean }[];
  responses?: Record<string, { description?: string } | undefined>;
}

export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation> | undefined>;
}

/** The routes of the API by subject, from its OpenAPI document. */
export function apiPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'other'))].sort();
  return [
    '# API reference',
    'From the OpenAPI 3.1 document that every running system serves at `/openapi.json`, where the shapes of bodies and answers are.',
    ...tags.flatMap((tag) => [
      `## ${tag}`,
      ...operations.filter(({ operation }) => (operation.tags?.[0] ?? 'other') === tag).map(routeText),
    ]),
    '',
  ].join('\n\n');
}

function routeText({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, description }) =>
      `| \`${name}\` | ${place}${required ? '' : ', optional'} | ${cell(description ?? '')} |`,
  );
  const answers = Object.keys(operation.responses ?? {}).join(', ');
  return [
    `### ${method} ${path.replaceAll('{', '\\{')}`,
    [operation.summary, operation.description]
      .filter(Boolean)
      .map((text) => `${cell(text ?? '')}.`.replace(/\.\.$/, '.'))
      .join(' '),
    ...(parameters.length > 0 ? [['| | in | |', '| --- | --- | --- |', ...parameters].join('\n')] : []),
    `Answers ${answers}.${operation.security ? ' Needs a key.' : ''}`,
  ].join('\n\n');
}
