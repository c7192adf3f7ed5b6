/**
 * The AsyncAPI document of the event bus, as it is generated from the contracts' specs, against AsyncAPI's own schema; and the
 * schema of each event, as one that can be compiled. The contracts are built before, if they are not.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { asyncApiDocument } from '../integration/src/bus/async-api.ts';
import { eventDefinitions } from '../integration/src/bus/event-schemas.ts';
import { builtSpecs } from '../integration/src/bus/followed-contracts.ts';

interface Validator {
  compile(schema: unknown): { (data: unknown): boolean; errors?: unknown };
}

const require = createRequire(import.meta.url);
const Ajv = require('ajv') as new (options: object) => Validator;
const { schemasWithoutId: schemas } = require('@asyncapi/specs') as { schemasWithoutId: Record<string, unknown> };

function fail(problem: string): never {
  console.error(problem);
  process.exit(1);
}

const built = spawnSync('npm', ['run', 'build', '-w', '@istsi/contracts'], { encoding: 'utf8', maxBuffer: 64 << 20 });
if (built.status !== 0) fail(`${built.stdout}${built.stderr}`);

const definitions = eventDefinitions(builtSpecs());
const document = asyncApiDocument(definitions, '0.0.0');
const ajv = new Ajv({ allErrors: true, unknownFormats: 'ignore', logger: false });
const isAsyncApi = ajv.compile(schemas['3.0.0']);
if (!isAsyncApi(document)) fail(JSON.stringify(isAsyncApi.errors, undefined, 2).slice(0, 5_000));

const types = definitions.map(({ type }) => type);
const twice = types.find((type, i) => types.indexOf(type) !== i);
if (twice !== undefined) fail(`${twice} is defined twice`);
for (const { type, schema } of definitions) {
  try {
    new Ajv({ unknownFormats: 'ignore' }).compile(schema);
  } catch (error) {
    fail(`the schema of ${type}: ${String(error)}`);
  }
}
const lost = refsIn(document).filter((ref) => find(document, ref) === undefined);
if (lost.length > 0) fail(`the document refers to what it does not hold: ${lost.join(', ')}`);
console.log(`${types.length} types of event`);

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (name === '$ref' ? [String(each)] : refsIn(each)));
}

function find(root: unknown, ref: string): unknown {
  const names = ref.replace(/^#\//, '').split('/');
  return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], root);
}
