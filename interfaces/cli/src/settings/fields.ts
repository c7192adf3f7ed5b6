import { z } from 'zod';
import { SECRET_MARK } from './setting-kinds.ts';
import { SystemSettings } from './system-settings.ts';

/** One value of the file. */
export interface Field {
  /** `bitcoin.second.rpcUrl` */
  path: string[];
  /** The variable that takes its place: `ISTSI_BITCOIN_SECOND_RPC_URL`. */
  variable: string;
  kind: 'text' | 'number' | 'list' | 'secret';
  /** What it is when no more is said of it: one of these words. */
  choices: string[] | undefined;
  description: string;
}

interface JsonSchema {
  type?: string;
  description?: string;
  enum?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  [SECRET_MARK]?: true;
}

/** The schema of `istsi.json` (JSON Schema, draft 2020-12), as it is published. */
export function settingsSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(SystemSettings, { io: 'input' });
  return { $schema, title: 'istsi.json', description: 'Configuration of iSTSi: see docs/configuration.md.', ...schema };
}

/** Every field that a variable can replace. */
export function settingsFields(): Field[] {
  return fieldsOf(settingsSchema() as JsonSchema, []).filter(({ path }) => path[0] !== '$schema');
}

/** What the elements of a list hold; they have no variables of their own. */
export function elementFields(): Field[] {
  const lists = Object.entries((settingsSchema() as JsonSchema).properties ?? {});
  return lists.flatMap(([name, { items }]) => (items?.properties ? fieldsOf(items, [`${name}[]`]) : []));
}

function fieldsOf(schema: JsonSchema, path: string[]): Field[] {
  if (schema.properties && !schema[SECRET_MARK])
    return Object.entries(schema.properties).flatMap(([name, property]) => fieldsOf(property, [...path, name]));
  const { description = '' } = schema;
  return [{ path, variable: variableOf(path), kind: kindOf(schema), choices: schema.enum, description }];
}

function kindOf(schema: JsonSchema): Field['kind'] {
  if (schema[SECRET_MARK]) return 'secret';
  if (schema.type === 'array') return 'list';
  return schema.type === 'integer' || schema.type === 'number' ? 'number' : 'text';
}

const variableOf = (path: string[]): string =>
  `ISTSI_${path.map((name) => name.replace(/([A-Z])/g, '_$1').toUpperCase()).join('_')}`;
