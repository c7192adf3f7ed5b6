import { customerAnswer, MOST_DOCUMENT_BYTES, type SepServices, type Session } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { CustomerFileList, CustomerFileShape, CustomerShape, presentFile } from './customer-shapes.ts';
import { paths } from './endpoints.ts';
import { acceptDocuments, readSepForm } from './read-sep-form.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';

const tags = ['customers'];
const failures = { 400: SepError, 403: SepError, 404: SepError, 413: SepError, 429: SepError };
/** Documents are large: whoever sends them is asked to do so one after the other. */
const CHANGES_PER_MINUTE = 60;
const config = { rateLimit: { max: CHANGES_PER_MINUTE, timeWindow: '1 minute' } };
/** Two documents, with room for what is around them. */
const BODY_LIMIT_BYTES = 2 * MOST_DOCUMENT_BYTES + 1_000_000;
/** What a customer wants to do. The same is asked of everybody. */
const types = ['sep6', 'sep6-deposit', 'sep6-withdraw', 'sep24', 'individual', 'organization'] as const;

/** Says who is meant. It has to be whose session it is. */
const Who = {
  id: z.string().max(100).optional(),
  account: z.string().max(100).optional(),
  memo: z.string().max(100).optional(),
  memo_type: z.string().max(10).optional(),
  type: z.enum(types).optional(),
  transaction_id: z.string().max(100).optional(),
  lang: z.string().max(20).optional(),
};
export const CustomerQuery = z.object(Who);

/** SEP-12 with the fields of SEP-9: everybody sees and changes their own record only. */
export async function customerRoutes(scope: FastifyInstance, seps: SepServices): Promise<void> {
  await acceptDocuments(scope);
  const path = `${paths.customers}/customer`;
  for (const one of [path, `${path}/:account`]) allowPreflight(scope, one);
  readRoutes(scope, seps, path);
  changeRoutes(scope, seps, path);
  callbackRoute(scope, seps, `${path}/callback`);
  fileRoutes(scope, seps, `${path}/files`);
}

function readRoutes(scope: FastifyInstance, seps: SepServices, path: string): void {
  const routes = typedRoutes(scope);
  routes.get(
    path,
    {
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: what is known of a customer, and missing' },
        querystring: CustomerQuery,
        response: { ...failures, 200: CustomerShape },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      await requireOwn(seps, session, request.query);
      return customerAnswer(await seps.customers.view(session.sub, request.query.id));
    },
  );
  routes.delete(
    `${path}/:account`,
    {
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: erases a customer, with the only key to what was kept' },
        params: z.object({ account: z.string().max(100) }),
        body: z.object({ memo: Who.memo, memo_type: Who.memo_type }).nullish(),
        response: { ...failures, 200: z.object({}) },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      await requireOwn(seps, session, { account: request.params.account, memo: request.body?.memo });
      if (!(await seps.customers.erase(session.sub))) throw unknown(request.params.account);
      return {};
    },
  );
}

function changeRoutes(scope: FastifyInstance, seps: SepServices, path: string): void {
  const routes = typedRoutes(scope);
  routes.put(
    path,
    {
      ...{ config, bodyLimit: BODY_LIMIT_BYTES },
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: what a customer says of themselves' },
        description: 'Fields of SEP-9 as JSON or a form; with documents as multipart/form-data, 10 MB each at most.',
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        response: { ...failures, 202: z.object({ id: z.string() }) },
      },
    },
    async (request, reply) => {
      const session = await sessionOf(seps, request);
      const { fields, documents } = await readSepForm(request);
      const { who, change } = splitForm(fields);
      await requireOwn(seps, session, who);
      const id = await seps.customers.change(session.sub, { ...change, documents }, who.id);
      return reply.code(202).send({ id });
    },
  );
  routes.put(
    `${path}/verification`,
    {
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: a code that verifies a field. None is ever asked for here' },
        body: z.object({ id: z.string().max(100) }).catchall(z.string().max(200)),
        response: { ...failures, 200: CustomerShape },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      await seps.customers.view(session.sub, request.body.id);
      throw new ApiError('invalid-request', 'No field waits for a code: reviewers verify what they are told.');
    },
  );
}

function callbackRoute(scope: FastifyInstance, seps: SepServices, path: string): void {
  typedRoutes(scope).put(
    path,
    {
      config,
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: where a wallet is told when the status changes, until it is decided' },
        description:
          'Signed as SEP-12 says, with the key of stellar.toml. Tried nine times over a day; public addresses and https: only.',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        body: z.object({
          id: Who.id,
          account: Who.account,
          memo: Who.memo,
          memo_type: Who.memo_type,
          url: z.string().max(2_000),
        }),
        response: { ...failures, 200: z.object({}) },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { url, ...who } = request.body;
      await requireOwn(seps, session, who);
      await seps.customers.callBack(session.sub, url, who.id);
      return {};
    },
  );
}

function fileRoutes(scope: FastifyInstance, seps: SepServices, path: string): void {
  const routes = typedRoutes(scope);
  routes.post(
    path,
    {
      ...{ config, bodyLimit: BODY_LIMIT_BYTES },
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: a document, for a field that is named later' },
        consumes: ['multipart/form-data'],
        response: { ...failures, 200: CustomerFileShape },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { documents } = await readSepForm(request);
      const [document, ...more] = documents;
      if (document?.field !== 'file' || more.length > 0)
        throw new ApiError('invalid-request', 'Send one file, in the part named `file`.');
      return presentFile(await seps.customers.addFile(session.sub, document.bytes));
    },
  );
  routes.get(
    path,
    {
      onRequest: async (request) => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: 'SEP-12: the documents that were sent' },
        querystring: z
          .object({ file_id: z.string().max(100).optional(), customer_id: z.string().max(100).optional() })
          .refine((query) => query.file_id ?? query.customer_id, 'name file_id or customer_id'),
        response: { ...failures, 200: CustomerFileList },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { file_id: id, customer_id: customer } = request.query;
      return { files: (await seps.customers.files(session.sub, { id, customer })).map(presentFile) };
    },
  );
}

type Named = Partial<z.output<typeof CustomerQuery>>;

/** What names a person names whose session it is, or it is refused: an account is not everybody who shares it. */
async function requireOwn(seps: SepServices, session: Session, who: Named): Promise<void> {
  const { account, memo } = who;
  if (account !== undefined && account !== session.account && account !== session.sub)
    throw new ApiError('not-yours', `The session is of ${session.sub}.`);
  if (memo !== undefined && memo !== session.memoId)
    throw new ApiError('not-yours', `The session is of ${session.sub}.`);
  if (who.transaction_id === undefined) return;
  if (who.type === undefined) throw new ApiError('invalid-request', '`transaction_id` goes with `type`.');
  const found = await seps.transfers.find(session.sub, { id: who.transaction_id });
  if (!found) throw unknown(who.transaction_id);
}

const unknown = (name: string): ApiError =>
  new ApiError('unknown-customer', `There is no customer ${name.slice(0, 100)} of yours.`);

const FILE_ID = /_file_id$/;

/** Who is meant, and what is said of them. */
function splitForm(form: Readonly<Record<string, string>>) {
  const who = CustomerQuery.safeParse(form);
  if (!who.success) throw new ApiError('invalid-request', z.prettifyError(who.error));
  const fields: Record<string, string> = {};
  const fileIds: Record<string, string> = {};
  for (const [name, value] of Object.entries(form)) {
    if (Object.hasOwn(Who, name)) continue;
    if (name.endsWith('_verification'))
      throw new ApiError('invalid-request', `No code was asked for: '${name.slice(0, 60)}'.`);
    if (FILE_ID.test(name)) fileIds[name.replace(FILE_ID, '')] = value;
    else fields[name] = value;
  }
  return { who: who.data, change: { fields, fileIds } };
}
