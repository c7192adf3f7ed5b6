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
}

/** Why a wallet gave nothing: nobody is there, its owner said no, or it cannot do such a thing at all. */
export type WalletProblem = 'absent' | 'rejected' | 'unable' | 'silent' | 'blocked';

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

/** A person may take their time. */
export const PERSON_MS = 300_000;
/** Whether an extension is there is said at once. */
export const PRESENCE_MS = 1_000;
