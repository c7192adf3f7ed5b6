import { ApiFailure, type components } from '@istsi/client';

type Schemas = components['schemas'];
type Own = Pick<Schemas['PreparedTransfer'], 'envelope' | 'stellar_fee_stroops' | 'valid_until'>;
type Sponsored = Pick<Schemas['SponsoredTransfer'], 'authorization' | 'valid_until_ledger'>;

/** What is signed: a transaction of one's own, or the authorization of one that somebody else pays for. */
export type Prepared = Own | Sponsored;

export const isSponsored = <T extends Prepared>(prepared: T): prepared is Extract<T, Sponsored> =>
  'authorization' in prepared;

export const toSign = (prepared: Prepared): string =>
  isSponsored(prepared) ? prepared.authorization : (prepared as Own).envelope;

/** Up to when, and for whose fee. */
export const termsOf = (prepared: Prepared) =>
  isSponsored(prepared)
    ? { validUntilLedger: prepared.valid_until_ledger }
    : { feeStroops: (prepared as Own).stellar_fee_stroops, validUntil: (prepared as Own).valid_until };

/** Of an account that cannot pay a fee; a contract never can. */
const WITHOUT_LUMENS = new Set(['account-missing', 'account-short', 'contract-account']);

/** As one's own transaction; for an account without lumens, as one that somebody else pays for, where somebody does. */
export async function prepareEither<O, S>(own: () => Promise<O>, sponsored: () => Promise<S>): Promise<O | S> {
  try {
    return await own();
  } catch (error) {
    if (!(error instanceof ApiFailure) || !WITHOUT_LUMENS.has(error.problem?.code ?? '')) throw error;
    return await sponsored().catch((other: unknown) => {
      const isOff = other instanceof ApiFailure && other.problem?.code === 'sponsorship-off';
      throw isOff ? error : other;
    });
  }
}
