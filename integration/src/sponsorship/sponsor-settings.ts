import type { Keypair } from '@stellar/stellar-sdk';

/** Who pays for holders without lumens, and how much at most. All sums are stroops. */
export interface SponsorSettings extends SponsorBudgets {
  /**
   * Accounts of no other use: without a role, without tokens. Each sends one transaction at a time and pays for it, so that a
   * stuck one holds up nobody else's.
   */
  keys: readonly Keypair[];
}

export interface SponsorBudgets {
  /** For one transaction. */
  callStroops: bigint;
  /** For one identity, in any 24 hours. */
  identityDayStroops: bigint;
  /** For everybody, in any 24 hours. */
  dayStroops: bigint;
  /** In all, ever: who sponsors raises it. */
  totalStroops: bigint;
}

/**
 * Two lumens a call, of which a usual one takes a tenth of one: bringing back what Stellar archived of a holder, and of the account of
 * a passkey, which cannot pay for itself, costs more than one. Three a day for an identity (one of them opens its account), a hundred a
 * day and ten thousand in all.
 */
export const defaultSponsorBudgets: SponsorBudgets = {
  callStroops: 20_000_000n,
  identityDayStroops: 30_000_000n,
  dayStroops: 1_000_000_000n,
  totalStroops: 100_000_000_000n,
};

/** What an account without further entries has to keep: two base reserves. */
export const ACCOUNT_RESERVE_STROOPS = 10_000_000n;
