/** Writes the types of the client from the API's OpenAPI document; with `--check` it only says whether they are of today. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeApi } from '@istsi/api';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';

const target = fileURLToPath(new URL('../src/generated/api.ts', import.meta.url));

const document = (await describeApi('0.1.0')) as OpenAPI3;
// A field with a default is always there in an answer, and may be left out of a question: both are described by `required`.
const types = await openapiTypes(document, { defaultNonNullable: false, alphabetize: true });
const text = `// Generated from the OpenAPI document: npm run generate -w @istsi/client\n\n${astToString(types)}`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('The client is not of today’s API: npm run generate -w @istsi/client');
  process.exitCode = 1;
}
