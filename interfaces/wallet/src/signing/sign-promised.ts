import type { PromisedAuthorization, PromisedCall } from '@istsi/client/signing';
import { type Account, walletOf } from '../account/account.tsx';

export type SigningProblem = 'other-transaction' | 'no-key' | 'rejected' | 'changed';

export class SigningError extends Error {
  readonly problem: SigningProblem;

  constructor(problem: SigningProblem, detail: string) {
    super(detail);
    this.name = 'SigningError';
    this.problem = problem;
  }
}

export type Promised = PromisedCall | PromisedAuthorization;

/** What a transaction, or the authorization of somebody else's, says other than the page. */
export async function differenceOf(text: string, promised: Promised): Promise<string | undefined> {
  const { differenceFrom, differenceFromAuthorization } = await import('@istsi/client/signing');
  return 'validUntilLedger' in promised ? differenceFromAuthorization(text, promised) : differenceFrom(text, promised);
}

/** Has exactly what the page said signed; anything else is not even shown to the wallet. */
export async function signPromised(account: Account, text: string, promised: Promised): Promise<string> {
  const difference = await differenceOf(text, promised);
  if (difference !== undefined) throw new SigningError('other-transaction', difference);
  const { networkPassphrase } = promised;
  return 'validUntilLedger' in promised
    ? await signAuthorization(account, text, networkPassphrase)
    : await signTransaction(account, text, networkPassphrase);
}

function refused(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw new SigningError(message === 'no-key' ? 'no-key' : 'rejected', message);
}

async function signAuthorization(account: Account, text: string, networkPassphrase: string): Promise<string> {
  const { preimageOf, withSignature } = await import('@istsi/client/signing');
  const { address } = account;
  const { signedAuthEntry } = await (await walletOf(account))
    .signAuthEntry(preimageOf(text, networkPassphrase), { networkPassphrase, address })
    .catch(refused);
  const signature = Uint8Array.from(atob(signedAuthEntry), (letter) => letter.charCodeAt(0));
  const signed = withSignature(text, networkPassphrase, address, signature);
  if (signed === undefined) throw new SigningError('changed', 'the wallet signed something else');
  return signed;
}

async function signTransaction(account: Account, envelope: string, networkPassphrase: string): Promise<string> {
  const { hashOf } = await import('@istsi/client/signing');
  const { signedTxXdr } = await (await walletOf(account))
    .signTransaction(envelope, { networkPassphrase, address: account.address })
    .catch(refused);
  if (hashOf(signedTxXdr, networkPassphrase) !== hashOf(envelope, networkPassphrase))
    throw new SigningError('changed', 'the wallet gave back another transaction');
  return signedTxXdr;
}
