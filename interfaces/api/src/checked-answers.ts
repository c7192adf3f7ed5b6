import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { ResponseSerializationError } from 'fastify-type-provider-zod';
import { z } from 'zod';

/**
 * What a route answers is held against its shape before it is sent, and what the shape does not name stays here. The shape is read
 * as that of an input: what fastify-type-provider-zod does (`encode`) reads every part that has a rule twice, and is most of what
 * an answer costs. Both say the same as long as a shape changes nothing, and one that would is refused when the route is made.
 */
export const answerCompiler: FastifySerializerCompiler<unknown> = ({ schema, method, url }) => {
  const shape = shapeOf(schema);
  requireUnchanging(shape, `${method} ${url}`);
  return (answer) => {
    const { success, data, error } = z.safeParse(shape, answer);
    if (!success) throw new ResponseSerializationError(method, url, { cause: error });
    return JSON.stringify(data);
  };
};

/** What a route answers, as text, held against its shape as any answer is. */
export const writeAnswer = (shape: z.core.$ZodType, answer: object): string => JSON.stringify(z.parse(shape, answer));

function shapeOf(schema: unknown): z.core.$ZodType {
  if (schema instanceof z.core.$ZodType) return schema;
  throw new Error('a route says what it answers by a zod schema');
}

/** Parts of a shape that make something else of what they read, or something of nothing. */
const CHANGING = new Set(['transform', 'pipe', 'default', 'prefault', 'catch', 'codec']);

function requireUnchanging(shape: z.core.$ZodType, where: string, seen = new Set<unknown>()): void {
  if (seen.has(shape)) return;
  seen.add(shape);
  const { def } = shape._zod;
  if (CHANGING.has(def.type) || ('coerce' in def && def.coerce))
    throw new Error(`${where}: what it answers has a part (${def.type}) that changes what it reads`);
  for (const part of partsOf(Object.values(def))) requireUnchanging(part, where, seen);
}

/** Of what a schema is defined by: itself, in a list (unions), or by name (objects). */
function partsOf(values: readonly unknown[]): z.core.$ZodType[] {
  return values.flatMap((value) => {
    if (value instanceof z.core.$ZodType) return [value];
    if (Array.isArray(value)) return partsOf(value);
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isPlain ? partsOf(Object.values(value)) : [];
  });
}
