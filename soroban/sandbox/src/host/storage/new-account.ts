import type { AccountEntry, TrustlineEntry } from '../boundary.ts';

/** A new account as `CreateAccount` makes it: its sequence numbers start with the ledger's number. */
export function newAccount(accountId: string, balance: bigint, ledger: number): AccountEntry {
  return {
    type: 'account',
    accountId,
    balance,
    sequence: startingSequence(ledger),
    subEntries: 0,
    flags: 0,
    homeDomain: '',
    thresholds: [1, 0, 0, 0],
    signers: [],
    buyingLiabilities: 0n,
    sellingLiabilities: 0n,
    sequenceLedger: 0,
    sequenceTime: 0n,
  };
}

/** Extensions come with the first transaction of an account, for they say when its sequence number was used; none comes before. */
export const isExtended = (account: AccountEntry): boolean => account.sequenceLedger !== 0 || hasLiabilities(account);

export const hasLiabilities = (entry: AccountEntry | TrustlineEntry): boolean =>
  entry.buyingLiabilities !== 0n || entry.sellingLiabilities !== 0n;

export function startingSequence(ledger: number): bigint {
  return BigInt(ledger) << 32n;
}
