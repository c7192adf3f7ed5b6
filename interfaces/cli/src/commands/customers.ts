import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { asPerson } from '../people/sign-in.ts';
import { writeNew } from '../state/new-file.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, relativePath } from '../terminal/format.ts';
import { moment } from '../withdrawals/describe.ts';

type Customer = Shape<'CustomerForReview'>;

export interface CustomerQuery {
  status?: Customer['status'];
  after?: string;
  limit: number;
}

/** Which of the customer's states was read: a decision about another one is refused. */
interface Reviewed {
  revision: number;
  /** Whose decision it is; without it, the services' configured key asks, which is nobody's second look. */
  key?: string;
}

export type AcceptOptions = Reviewed & { tier: number; country?: string; note?: string; firstLook?: string };
export type RejectOptions = Reviewed & { message: string };
export type AskOptions = Reviewed & { field: string[]; message?: string };

/** `istsi customers`: who waits for an officer, or all in a status. */
export function listCustomers(query: CustomerQuery): Command {
  return async (context) => {
    const { items } = await answered(askedApi(context).compliance.GET('/v1/customers', { params: { query } }));
    const lines = items.map((customer) => linesOf(context, customer));
    context.print(lines.join('\n') || '  No customer is in that status.', { step: 'customers', items });
    return 0;
  };
}

export function showCustomer(id: string): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const customer = await answered(api.GET('/v1/customers/{id}', { params: { path: { id } } }));
    context.print(detailsOf(context, customer), { step: 'customer', ...customer });
    return 0;
  };
}

/** `istsi customers document <id> <file> --output`: readable by its owner alone, and never over something else. */
export function saveDocument(id: string, file: string, { output }: { output: string }): Command {
  return async (context) => {
    const path = { id, file };
    const { compliance: api } = askedApi(context);
    const bytes = await answered(
      api.GET('/v1/customers/{id}/files/{file}', { params: { path }, parseAs: 'arrayBuffer' }) as Promise<{
        data?: ArrayBuffer;
        error?: unknown;
        response: Response;
      }>,
    );
    writeNew(output, new Uint8Array(bytes));
    const facts = { step: 'customer-document', id, file, output, size: bytes.byteLength };
    context.print(`  ${formatCount(bytes.byteLength)} bytes are in ${relativePath(output)}.`, facts);
    return 0;
  };
}

export const acceptCustomer = (id: string, { key, revision, tier, country, note, firstLook }: AcceptOptions): Command =>
  review(id, key, {
    ...{ decision: 'accept', revision, tier, ...(country !== undefined && { country }) },
    ...(note !== undefined && { note }),
    ...(firstLook !== undefined && { first_look: firstLook }),
  });

export const rejectCustomer = (id: string, { key, revision, message }: RejectOptions): Command =>
  review(id, key, { decision: 'reject', revision, message });

export const askCustomer = (id: string, { key, revision, field, message }: AskOptions): Command =>
  review(id, key, { decision: 'ask', revision, fields: field, ...(message !== undefined && { message }) });

type Decision =
  | { decision: 'accept'; revision: number; tier: number; country?: string; note?: string; first_look?: string }
  | { decision: 'reject'; revision: number; message: string }
  | { decision: 'ask'; revision: number; fields: string[]; message?: string };

function review(id: string, key: string | undefined, body: Decision): Command {
  return async (context) => {
    const decide = (api: ReturnType<typeof askedApi>['compliance']) =>
      answered(api.POST('/v1/customers/{id}/review', { params: { path: { id } }, body }));
    const customer =
      key === undefined ? await decide(askedApi(context).compliance) : await asPerson(context, key, decide);
    context.print(linesOf(context, customer), { step: 'customer', ...customer });
    return 0;
  };
}

function linesOf({ colours }: Context, customer: Customer): string {
  const { id, subject, status, revision, updated_at, first_look, awaits_signature, message } = customer;
  const notes = [
    `revision ${revision}, ${moment(updated_at)}`,
    ...(message === null ? [] : [`told: ${message}`]),
    ...(first_look === null ? [] : [`a first officer says tier ${first_look.tier}; a second one decides`]),
    ...(awaits_signature === null
      ? []
      : ['accepted; an officer signs the registration with `istsi identities register`']),
  ];
  return `  ${paintStatus(colours, status)} ${id}  ${subject}\n    ${colours.faint(notes.join('; '))}`;
}

function detailsOf(context: Context, customer: Customer): string {
  const { colours } = context;
  const { fields, files, first_look } = customer;
  const width = Math.max(...Object.keys(fields).map((name) => name.length), 0) + 2;
  const said = Object.entries(fields).map(([name, value]) => `    ${colours.faint(name.padEnd(width))}${value}`);
  const sent = files.map(
    ({ id, field, content_type, size }) =>
      `    ${id}  ${field ?? 'for no field yet'}, ${content_type}, ${formatCount(size)} bytes`,
  );
  const look = first_look && [
    `    ${first_look.id}  tier ${first_look.tier}${first_look.country === null ? '' : `, ${first_look.country}`}, by ${first_look.officer} at ${moment(first_look.at)}`,
    `    “${first_look.note}”`,
  ];
  return [
    linesOf(context, customer),
    ...(said.length === 0 ? ['', '  Nothing was said yet.'] : ['', '  What they say', ...said]),
    ...(sent.length === 0 ? [] : ['', '  Documents (`istsi customers document` saves one)', ...sent]),
    ...(look ? ['', '  The first look, which `--first-look` names', ...look] : []),
  ].join('\n');
}

function paintStatus(colours: Context['colours'], status: Customer['status']): string {
  const text = status.padEnd(10);
  if (status === 'ACCEPTED') return colours.good(text);
  return status === 'REJECTED' ? colours.bad(text) : colours.warn(text);
}
