import { MuxedAccount, StrKey } from '@stellar/stellar-sdk';

/**
 * Who a session is of. A plain account, a contract (`C…`), an account with a memo, and a multiplexed account are people of their own, also where the
 * account behind them is one: `sub` tells them apart, and nothing that is somebody's is found by anything else.
 */
export interface Subject {
  /** As the token has it: `G…`, `G…:<memo>`, `M…` or `C…`. */
  sub: string;
  /** The account as it was given, `G…`, `M…` or `C…`. */
  account: string;
  /** The account whose keys decide, `G…`, or the contract whose code does. */
  baseAccount: string;
  /** Of a person who shares the account with others. */
  memo: string | undefined;
  /** That memo, or the number in a multiplexed account. */
  memoId: string | undefined;
}

const MOST_U64 = 2n ** 64n - 1n;

/** Every number that fits in 64 bits without a sign, written in one way only; undefined for any other text. */
export function parseMemoId(text: string): string | undefined {
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= MOST_U64 ? String(id) : undefined;
}

/** Undefined for a text that names nobody. */
export function parseSubject(sub: string): Subject | undefined {
  if (StrKey.isValidMed25519PublicKey(sub)) {
    const muxed = MuxedAccount.fromAddress(sub, '0');
    const baseAccount = muxed.baseAccount().accountId();
    return { sub, account: sub, baseAccount, memo: undefined, memoId: muxed.id() };
  }
  if (StrKey.isValidContract(sub)) return { sub, account: sub, baseAccount: sub, memo: undefined, memoId: undefined };
  const [account = '', memo, ...rest] = sub.split(':');
  if (!StrKey.isValidEd25519PublicKey(account) || rest.length > 0) return undefined;
  if (memo !== undefined && parseMemoId(memo) !== memo) return undefined;
  return { sub, account, baseAccount: account, memo, memoId: memo };
}

/** Who alone decides over the account: the only kind of person whom the registry, which knows addresses, can know. */
export const isSoleOwner = (subject: Subject): boolean => subject.sub === subject.baseAccount;

/** Of an account, `G…` or `M…`, that is known to be one. */
export function subjectOf(account: string, memo: string | undefined): Subject {
  const subject = parseSubject(memo === undefined ? account : `${account}:${memo}`);
  if (!subject) throw new Error(`${account} with memo ${memo} is nobody`);
  return subject;
}
