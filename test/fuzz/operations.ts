import type { Api } from '@istsi/api';
import Ajv from 'ajv';
import type { Schema } from './schema-values.ts';

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Described {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** A method at a path, as the OpenAPI document describes it. */
export interface Operation extends Described {
  method: string;
  path: string;
  name: string;
}

/** As it is published. */
export const documentOf = async (api: Api): Promise<Document> => (await api.inject({ url: '/openapi.json' })).json();

export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...{ ...described, path, method: method.toUpperCase() },
      name: `${method.toUpperCase()} ${path}`,
    })),
  );
}

export interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
}

/** Says what of an answer is not as the document has it; undefined for what is. */
export function createAnswerCheck({
  components,
}: Document): (operation: Operation, answer: Answer) => string | undefined {
  const ajv = new Ajv({ unknownFormats: 'ignore', schemaId: 'auto', logger: false, meta: true });
  const compiled = new Map<Schema, ReturnType<typeof ajv.compile>>();
  const validate = (schema: Schema, value: unknown): string | undefined => {
    const check = compiled.get(schema) ?? ajv.compile({ components, allOf: [schema] });
    compiled.set(schema, check);
    return check(value) ? undefined : ajv.errorsText(check.errors);
  };
  return ({ responses }, { statusCode, headers, body }) => {
    const described = responses[statusCode] ?? (statusCode >= 400 ? responses.default : undefined);
    if (!described) return `the status ${statusCode} is not described`;
    // Nothing of a body is sent with these (RFC 9110, 15).
    if (statusCode === 204 || statusCode === 304) return undefined;
    const type = String(headers['content-type'] ?? '').split(';')[0]!;
    if (body === '') return undefined;
    const content = described.content?.[type];
    if (!content) return `${type} is not described for ${statusCode}`;
    return content.schema && type.endsWith('json') ? validate(content.schema, JSON.parse(body)) : undefined;
  };
}
