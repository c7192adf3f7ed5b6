import { CodedError } from '@istsi/bitcoin-custody';

export type TransferErrors = {
  'transfers/shared-account': { subject: string };
  'transfers/not-active': { subject: string; status: string };
  'transfers/too-many': { most: number };
  'transfers/unknown': { id: string };
  'transfers/page-over': Record<string, never>;
};

const messages: { [C in keyof TransferErrors]: (context: TransferErrors[C]) => string } = {
  'transfers/shared-account': () =>
    'a person who shares an account, by a memo or a multiplexed address, has no balance of their own in the contract: use an account of your own',
  'transfers/not-active': (c) => `the identity of ${c.subject} is ${c.status}: it may not receive`,
  'transfers/too-many': (c) => `${c.most} transactions are open already; finish one of them`,
  'transfers/unknown': (c) => `there is no transaction ${c.id} of yours`,
  'transfers/page-over': () => 'this page is over: open it again from your wallet',
};

export class TransferError<C extends keyof TransferErrors = keyof TransferErrors> extends CodedError<
  TransferErrors,
  C
> {
  constructor(code: C, context: TransferErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
