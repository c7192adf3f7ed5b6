/**
 * Writes the types of the client from the API's OpenAPI document, and the document itself, by which `/v1` is frozen: a change of a route,
 * a shape or a limit is a line of it. With `--check` it only says whether both are of today.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeApi } from '@istsi/api';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';

const document = (await describeApi('0.1.0')) as OpenAPI3;
// A field with a default is always there in an answer, and may be left out of a question: both are described by `required`.
const types = await openapiTypes(document, { defaultNonNullable: false, alphabetize: true });
const generated = {
  'api.ts': `// Generated from the OpenAPI document: npm run generate -w @istsi/client\n\n${astToString(types)}`,
  'openapi.json': `${linesOf(document, 3)}\n`,
};

for (const [name, text] of Object.entries(generated)) {
  const target = fileURLToPath(new URL(`../src/generated/${name}`, import.meta.url));
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${name} of the client is not of today’s API: npm run generate -w @istsi/client`);
    process.exitCode = 1;
  }
}

/** JSON with a line for each value so deep, by name: of a path, of a shape. */
function linesOf(value: unknown, depth: number): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const parts = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}: ${linesOf(part, depth - 1)}`);
  return `{\n${parts.join(',\n')}\n}`;
}
