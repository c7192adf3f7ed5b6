export const walletNames = ['freighter', 'lobstr', 'xbull', 'albedo'] as const;
export type WalletName = (typeof walletNames)[number];

export interface SignOptions {
  networkPassphrase: string;
  address: string;
}

/** A wallet as SEP-43 has it, whoever keeps the key. Refusals are thrown. */
export interface Wallet {
  getAddress(): Promise<string>;
  signTransaction(xdr: string, options: SignOptions): Promise<{ signedTxXdr: string; signerAddress?: string }>;
  /** `preimage`: base64 XDR of a HashIdPreimage; answers the signature of its hash, base64. */
  signAuthEntry(preimage: string, options: SignOptions): Promise<{ signedAuthEntry: string; signerAddress?: string }>;
  /** Has the wallet show the token of this contract among what its owner has; absent of those that have no way for it. */
  addToken?(contractId: string, options: Pick<SignOptions, 'networkPassphrase'>): Promise<void>;
}

/**
 * Why a wallet gave nothing: nobody is there, its owner said no, it cannot do such a thing at all, nobody answered in time, the
 * browser opened no window, it says that it is locked, or it is set to another network or account.
 */
export type WalletProblem =
  | 'absent'
  | 'rejected'
  | 'unable'
  | 'silent'
  | 'blocked'
  | 'locked'
  | 'other-network'
  | 'other-account';

export class WalletError extends Error {
  readonly problem: WalletProblem;

  constructor(problem: WalletProblem, detail: string) {
    super(detail);
    this.name = 'WalletError';
    this.problem = problem;
  }
}

/** Of a wallet that signs transactions of its own account alone. */
export const unable = (name: string): WalletError =>
  new WalletError('unable', `${name} signs transactions of your account, and not what somebody else pays for.`);

/** What a wallet says when it says no: a text, or an object with one. */
export const reasonOf = (refusal: unknown): string => {
  if (typeof refusal === 'string') return refusal;
  const { message } = (refusal ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
};

/** What a wallet says when it says no; that it is locked, it says in words of its own alone. */
export const refusalOf = (reason: string): WalletError =>
  new WalletError(/\b(?:un)?lock(?:ed)?\b/i.test(reason) ? 'locked' : 'rejected', reason);

/** That it would sign for another network than it is asked to. */
export function requireNetwork(theirs: unknown, ours: string): void {
  // Some do not say; those take it from what they are asked.
  if (typeof theirs !== 'string' || theirs === '' || theirs === ours) return;
  throw new WalletError('other-network', `The wallet is set to “${theirs}”, and this system is on “${ours}”.`);
}

/** That it signed as somebody else: an owner has several accounts, and one of them is chosen. */
export function requireAccount(theirs: unknown, ours: string): void {
  if (typeof theirs !== 'string' || theirs === '' || theirs === ours) return;
  throw new WalletError('other-account', `The wallet has the account ${theirs} now, and ${ours} is asked for.`);
}

/** A person may take their time. */
export const PERSON_MS = 300_000;
/** Whether an extension is there is said at once. */
export const PRESENCE_MS = 1_000;
