import { Statement, verifyAccount } from '@istsi/reserves/files';

export interface EarlierProof {
  id: string;
  /** ISO 8601 */
  publishedAt: string;
}

export interface AccountQuestion {
  /** The file that the custody gives the owner of a balance off chain. */
  text: string;
  /** Of the proof that this page has verified. */
  statement: Statement;
  /** Where to look for it next, newest first. */
  earlier: readonly EarlierProof[];
}

export type AccountAnswer =
  | { state: 'included'; id: string; balanceSats: bigint; sumSats: bigint; accounts: number }
  | { state: 'malformed' }
  /** In a statement that was published before; whether that one holds was not looked at. */
  | { state: 'earlier'; id: string; balanceSats: bigint; publishedAt: string }
  | { state: 'not-in-it'; why: 'nothing-owed' | 'not-in-it'; reason: string; looked: number };

/**
 * Whether an account is in what a proof says is owed off chain. `read`: the statement of an earlier proof as text, undefined where
 * it is gone; throws where nobody answers.
 */
export async function checkAccount(
  { text, statement, earlier }: AccountQuestion,
  read: (id: string) => Promise<string | undefined>,
): Promise<AccountAnswer> {
  const check = verifyAccount(text, statement);
  if (check.ok) {
    const { id, balanceSats, sumSats, accounts } = check;
    return { state: 'included', id, balanceSats, sumSats, accounts };
  }
  if (check.why === 'malformed') return { state: 'malformed' };
  let looked = 0;
  for (const { id, publishedAt } of earlier) {
    const before = readStatement(await read(id));
    if (!before) continue;
    looked += 1;
    const then = verifyAccount(text, before);
    if (then.ok) return { state: 'earlier', id: then.id, balanceSats: then.balanceSats, publishedAt };
  }
  return { state: 'not-in-it', why: check.why, reason: check.reason, looked };
}

function readStatement(text: string | undefined): Statement | undefined {
  try {
    return text === undefined ? undefined : Statement.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
