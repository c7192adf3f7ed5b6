import type { PromisedAuthorization, PromisedCall } from '@istsi/client/signing';
import { type Account, walletOf } from '../account/account.tsx';
import { endsInTime, endsSoonEnough } from './how-long.ts';
import { askLedger } from './ledger-now.ts';

export type SigningProblem =
  | 'other-transaction'
  | 'too-long'
  | 'ledger-unknown'
  | 'no-key'
  | 'rejected'
  | 'unable'
  | 'silent'
  | 'locked'
  | 'other-network'
  | 'other-account'
  | 'changed'
  | 'undecided';

export class SigningError extends Error {
  readonly problem: SigningProblem;

  constructor(problem: SigningProblem, detail: string) {
    super(detail);
    this.name = 'SigningError';
    this.problem = problem;
  }
}

export type Promised = PromisedCall | PromisedAuthorization;

/** Why something is not signed, with what was found. */
export interface Objection {
  problem: 'other-transaction' | 'too-long' | 'ledger-unknown';
  detail: string;
}

/** What a transaction, or the authorization of somebody else's, says other than the page, or for longer than it needs. */
export async function objectionTo(text: string, promised: Promised): Promise<Objection | undefined> {
  const { differenceFrom, differenceFromAuthorization } = await import('@istsi/client/signing');
  if (!('validUntilLedger' in promised)) {
    const detail = differenceFrom(text, promised);
    if (detail !== undefined) return { problem: 'other-transaction', detail };
    const { validUntil } = promised;
    return endsInTime(validUntil, Date.now()) ? undefined : { problem: 'too-long', detail: validUntil };
  }
  const detail = differenceFromAuthorization(text, promised);
  if (detail !== undefined) return { problem: 'other-transaction', detail };
  const { networkPassphrase, validUntilLedger } = promised;
  const ledger = await askLedger(networkPassphrase);
  if (ledger === undefined) return { problem: 'ledger-unknown', detail: '' };
  if (endsSoonEnough(validUntilLedger, ledger)) return undefined;
  return { problem: 'too-long', detail: `until ledger ${validUntilLedger}, and now it is ${ledger}` };
}

/** Has exactly what the page said signed; anything else is not even shown to the wallet. */
export async function signPromised(account: Account, text: string, promised: Promised): Promise<string> {
  const objection = await objectionTo(text, promised);
  if (objection) throw new SigningError(objection.problem, objection.detail);
  const { networkPassphrase } = promised;
  return 'validUntilLedger' in promised
    ? await signAuthorization(account, text, networkPassphrase)
    : await signTransaction(account, text, networkPassphrase);
}

/** What a wallet says of itself, for which there is something else to do than to try again. */
const OF_WALLETS = ['unable', 'silent', 'locked', 'other-network', 'other-account'] as const satisfies SigningProblem[];
type OfWallets = (typeof OF_WALLETS)[number];

function refused(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const { problem } = error as { problem?: unknown };
  const said = (OF_WALLETS as readonly unknown[]).includes(problem) ? (problem as OfWallets) : 'rejected';
  throw new SigningError(message === 'no-key' ? 'no-key' : said, message);
}

async function signAuthorization(account: Account, text: string, networkPassphrase: string): Promise<string> {
  if (account.keeper === 'passkey') return await signByPasskey(account, text, networkPassphrase);
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

/** The hash is the challenge: what the passkey signs is this authorization on this network, and nothing else. */
async function signByPasskey({ passkey }: Account, text: string, networkPassphrase: string): Promise<string> {
  const [{ authorizationHash, withPasskeyAssertion }, { assertWith }] = await Promise.all([
    import('@istsi/client/signing'),
    import('../account/passkey.ts'),
  ]);
  if (!passkey) throw new SigningError('no-key', 'which passkey it is is not known');
  const asserted = await assertWith(passkey.credential, authorizationHash(text, networkPassphrase)).catch(refused);
  if (!asserted) throw new SigningError('rejected', 'no passkey signed');
  return withPasskeyAssertion(text, asserted);
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
