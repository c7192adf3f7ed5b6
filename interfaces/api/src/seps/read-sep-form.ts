import multipart from '@fastify/multipart';
import { MOST_DOCUMENT_BYTES } from '@istsi/integration';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';

export interface SepForm {
  fields: Record<string, string>;
  documents: { field: string; bytes: Buffer }[];
}

/** Numbers and truths are taken for what they are written as. Nothing is nested: SEP-9 names have dots instead. */
const Fields = z.record(
  z.string().max(100),
  z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]),
);

/** Has a scope take documents, and no more of anything than a customer has. */
export async function acceptDocuments(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, {
    limits: { fileSize: MOST_DOCUMENT_BYTES, files: 8, fields: 80, fieldSize: 4_000, fieldNameSize: 100, parts: 90 },
  });
}

/** What was sent, in any of the three forms that the SEPs know. */
export async function readSepForm(request: FastifyRequest): Promise<SepForm> {
  if (request.isMultipart()) return await readMultipart(request);
  const fields = Fields.safeParse(request.body ?? {});
  if (!fields.success) throw new ApiError('invalid-request', z.prettifyError(fields.error));
  return { fields: fields.data, documents: [] };
}

/** What the parser of forms throws at a body that is none, or no whole one: whoever sent it can mend that. */
async function readMultipart(request: FastifyRequest): Promise<SepForm> {
  try {
    return await readParts(request);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (error instanceof ApiError || code?.startsWith('FST_')) throw error;
    throw new ApiError('invalid-request', `This is no whole multipart form (${message}).`, { cause: error });
  }
}

async function readParts(request: FastifyRequest): Promise<SepForm> {
  const fields: Record<string, string> = {};
  const documents: SepForm['documents'] = [];
  for await (const part of request.parts()) {
    const isKnown = Object.hasOwn(fields, part.fieldname) || documents.some(({ field }) => field === part.fieldname);
    if (isKnown) throw new ApiError('invalid-request', `The form has ${part.fieldname.slice(0, 60)} twice.`);
    if (part.type === 'file') documents.push({ field: part.fieldname, bytes: await part.toBuffer() });
    else if (typeof part.value === 'string' && !part.value.includes('\0')) fields[part.fieldname] = part.value;
    else throw new ApiError('invalid-request', `${part.fieldname.slice(0, 60)} is no text.`);
  }
  return { fields, documents };
}
