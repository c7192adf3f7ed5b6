import type { PromisedCall } from '@istsi/client/signing';
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

/** Has exactly what the page said signed; anything else is not even shown to the wallet. */
export async function signPromised(account: Account, envelope: string, promised: PromisedCall): Promise<string> {
  const { differenceFrom, hashOf } = await import('@istsi/client/signing');
  const difference = differenceFrom(envelope, promised);
  if (difference !== undefined) throw new SigningError('other-transaction', difference);
  const { networkPassphrase } = promised;
  const wallet = await walletOf(account);
  const { signedTxXdr } = await wallet
    .signTransaction(envelope, { networkPassphrase, address: account.address })
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      throw new SigningError(message === 'no-key' ? 'no-key' : 'rejected', message);
    });
  if (hashOf(signedTxXdr, networkPassphrase) !== hashOf(envelope, networkPassphrase))
    throw new SigningError('changed', 'the wallet gave back another transaction');
  return signedTxXdr;
}
