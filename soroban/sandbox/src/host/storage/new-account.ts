import type { AccountEntry, LedgerReader, TrustlineEntry } from '../boundary.ts';

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
export const isExtended = (account: AccountEntry): boolean =>
  account.extended === true || account.sequenceLedger !== 0 || hasLiabilities(account);

/** A ledger in which every account has its extensions: so a node simulates, for whoever sends what is simulated will have them. */
export const withExtendedAccounts = (reader: LedgerReader): LedgerReader => ({
  get(key) {
    const stored = reader.get(key);
    if (stored?.entry.type !== 'account' || isExtended(stored.entry)) return stored;
    return { ...stored, entry: { ...stored.entry, extended: true } };
  },
});

export const hasLiabilities = (entry: AccountEntry | TrustlineEntry): boolean =>
  entry.buyingLiabilities !== 0n || entry.sellingLiabilities !== 0n;

export function startingSequence(ledger: number): bigint {
  return BigInt(ledger) << 32n;
}
