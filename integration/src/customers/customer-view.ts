import type { CustomerStatus } from './customer-tables.ts';
import { type FieldInfo, REQUIRED, sep9Fields, WELCOME } from './sep9-fields.ts';

/** What a customer is told (SEP-12). */
export interface CustomerView {
  /** Undefined for one of whom nothing is known. */
  id: string | undefined;
  status: CustomerStatus;
  message: string | undefined;
  /** What is missing. */
  fields: Record<string, FieldInfo>;
  provided: Record<string, FieldInfo & { status: 'ACCEPTED' | 'PROCESSING' | 'REJECTED' }>;
}

/** What is missing before a reviewer looks: of what everybody is asked for, and what a reviewer wants, be it once more. */
export function missingFields(provided: ReadonlySet<string>, asked: readonly string[]): string[] {
  return [...new Set([...REQUIRED.filter((name) => !provided.has(name)), ...asked])];
}

/** `provided`: names of fields and documents that are there. */
export function viewCustomer(
  customer: { id: string; status: CustomerStatus; message: string | undefined; asked: readonly string[] } | undefined,
  provided: ReadonlySet<string>,
): CustomerView {
  const { id, status = 'NEEDS_INFO', message, asked = [] } = customer ?? {};
  const missing = status === 'NEEDS_INFO' ? missingFields(provided, asked) : [];
  const welcome =
    status === 'NEEDS_INFO' ? WELCOME.filter((name) => !provided.has(name) && !missing.includes(name)) : [];
  const state = status === 'NEEDS_INFO' ? 'PROCESSING' : status;
  return {
    ...{ id, status, message },
    fields: Object.fromEntries([
      ...missing.map((name) => [name, { ...sep9Fields[name]!, optional: false }]),
      ...welcome.map((name) => [name, { ...sep9Fields[name]!, optional: true }]),
    ]),
    provided: Object.fromEntries(
      [...provided]
        .sort()
        .map((name) => [name, { ...sep9Fields[name]!, status: asked.includes(name) ? ('REJECTED' as const) : state }]),
    ),
  };
}

/** As SEP-12 answers it, and tells a wallet's callback. */
export function customerAnswer({ id, status, message, fields, provided }: CustomerView) {
  return {
    ...(id !== undefined && { id }),
    status,
    ...(message !== undefined && { message }),
    ...(status === 'NEEDS_INFO' && { fields }),
    ...(Object.keys(provided).length > 0 && { provided_fields: provided }),
  };
}
