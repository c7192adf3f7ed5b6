import type { FastifyRequest } from 'fastify';
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

/** What was sent, in any of the three forms that the SEPs know. */
export async function readSepForm(request: FastifyRequest): Promise<SepForm> {
  if (request.isMultipart()) return await readMultipart(request);
  const fields = Fields.safeParse(request.body ?? {});
  if (!fields.success) throw new ApiError('invalid-request', z.prettifyError(fields.error));
  return { fields: fields.data, documents: [] };
}

async function readMultipart(request: FastifyRequest): Promise<SepForm> {
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
