import { CodedError } from '@istsi/bitcoin-custody';

export type CustomerErrors = {
  'customers/unknown': { id: string };
  'customers/bad-field': { field: string; problem: string };
  'customers/rejected': Record<string, never>;
  'customers/too-many-files': { most: number };
  'customers/file-too-large': { mostBytes: number };
  'customers/not-reviewable': { id: string; reason: string };
  'customers/two-officers': { tier: number };
  'customers/own-record': { id: string };
  'customers/changed': { id: string; revision: number };
  'customers/key-missing': { master: string };
};

const messages: { [C in keyof CustomerErrors]: (context: CustomerErrors[C]) => string } = {
  'customers/unknown': (c) => `there is no customer ${c.id} of yours`,
  'customers/bad-field': (c) => `'${c.field}' is not accepted: ${c.problem}`,
  'customers/rejected': () => 'this customer was rejected for good; nothing more is taken',
  'customers/too-many-files': (c) => `a customer has ${c.most} files at most`,
  'customers/file-too-large': (c) => `a file has ${c.mostBytes} bytes at most`,
  'customers/not-reviewable': (c) => `customer ${c.id} cannot be decided so: ${c.reason}`,
  'customers/two-officers': (c) =>
    `tier ${c.tier} is opened by two officers who are signed in and review the customer, one after the other; no key is one`,
  'customers/own-record': (c) => `customer ${c.id} is whoever decides: somebody else has to`,
  'customers/changed': (c) => `customer ${c.id} has changed since; it is at revision ${c.revision} now`,
  'customers/key-missing': (c) =>
    `the key ${c.master}, with which customers’ data is kept, is not among those configured`,
};

export class CustomerError<C extends keyof CustomerErrors = keyof CustomerErrors> extends CodedError<
  CustomerErrors,
  C
> {
  constructor(code: C, context: CustomerErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
