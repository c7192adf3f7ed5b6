import type { Random } from '../system/random.ts';

/** JSON Schema, as far as the OpenAPI document uses it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Values {
  random: Random;
  /** By name: the shapes that are referred to. */
  schemas: Readonly<Record<string, Schema>>;
  /** Texts that name something in the world that is asked. */
  known: readonly string[];
}

/** What is never expected, wherever it stands. */
const HOSTILE: readonly unknown[] = [
  ...['', ' ', '\0', '\u{1f4a5}', '\ud800', '../../etc/passwd', "' or 1=1; --", '%00', '%', '\r\nx: y', '__proto__'],
  ...['-1', '0', '1e999', '9'.repeat(20), '9'.repeat(400), '18446744073709551615', '18446744073709551616', 'NaN'],
  ...['A'.repeat(56), `G${'A'.repeat(55)}`, `M${'A'.repeat(68)}`, `C${'A'.repeat(55)}`, 'ab'.repeat(32)],
  ...[`${'ab'.repeat(32)}:4294967296`, 'AAAA', '////', '2026-02-30T25:61:61Z', 'x'.repeat(9_000)],
  ...[null, true, -1, 0, 1.5, 2 ** 31, 2 ** 53, 1e300, [], {}, [[]], { __proto__: 1 }, [null]],
];

const resolved = (schema: Schema, { schemas }: Values): Schema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1)!] ?? {});

/** A value that is as the schema says or nearly so: `wild` is how often a part of it is something else. */
export function valueFor(given: Schema, values: Values, wild: number): unknown {
  const { random } = values;
  if (random.next() < wild) return random.pick(HOSTILE);
  const schema = resolved(given, values);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return valueFor(random.pick(choices), values, wild);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valueFor(part, values, wild)));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
  switch (random.pick(types)) {
    case 'object':
      return objectOf(schema, values, wild);
    case 'array':
      return Array.from({ length: random.between(0, 4) }, () => valueFor(schema.items ?? {}, values, wild));
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return random.next() < 0.5;
    case 'null':
      return null;
    default:
      return textOf(schema, values);
  }
}

function objectOf({ properties = {}, required = [] }: Schema, values: Values, wild: number): object {
  const made: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties))
    if (required.includes(name) ? values.random.next() >= wild / 4 : values.random.next() < 0.5)
      made[name] = valueFor(schema, values, wild);
  if (values.random.next() < wild / 2) made.unexpected = values.random.pick(HOSTILE);
  return made;
}

function numberOf({ minimum = 0, maximum = minimum + 200 }: Schema, random: Random): number {
  return random.pick([minimum, maximum, random.between(minimum, Math.min(maximum, minimum + 100))]);
}

/** Candidates of every kind that the API knows; what has a pattern gets one of those that fit it, where any does. */
function textOf({ pattern, minLength = 0 }: Schema, { random, known }: Values): string {
  const digits = String(random.between(0, 2 ** 31)).repeat(random.between(1, 2));
  const candidates = [...known, digits, '1', 'ab'.repeat(32), `${'cd'.repeat(32)}:0`, 'CH', 'x', 'a test', 'AAAA'];
  const fitting = candidates.filter((text) => text.length >= minLength && (!pattern || new RegExp(pattern).test(text)));
  return random.pick(fitting.length > 0 ? fitting : candidates);
}
