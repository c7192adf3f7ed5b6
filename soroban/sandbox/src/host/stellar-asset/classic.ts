import { loadAccount } from '../authorization/account.ts';
import type { AccountEntry, LedgerKey, TrustlineEntry } from '../boundary.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { newTrustlineFlags, TRUSTLINE_FLAGS } from '../storage/classic-flags.ts';
import { newAccount } from '../storage/new-account.ts';
import { chargeAccountCopy, chargeLedgerKey, chargeNewEntry, chargeTrustlineCopy } from '../storage/storage-costs.ts';
import { HostError } from '../values/error.ts';
import { addressVal, type HostVal } from '../values/value.ts';
import type { IssuedAsset } from './asset.ts';
import type { ClassicHost } from './asset-host.ts';
import { assetError } from './errors.ts';

/** Balances of Stellar accounts: lumens in the account itself, issued assets in its trustline. */

export const MAX_CLASSIC = 2n ** 63n - 1n;
const MAX_SUBENTRIES = 1000;
/** Declared size of an asset, in bytes. */
const ASSET_BYTES = 45;

const accountKey = (accountId: string): LedgerKey => ({ type: 'account', accountId });
const trustlineKey = (accountId: string, asset: IssuedAsset): LedgerKey => ({
  type: 'trustline',
  accountId,
  asset: asset.trustline,
});

const i64Val = (value: bigint): HostVal => ({ type: 'i64', value });

/** Declared size of what an entry carries besides its data, in bytes. */
const ENTRY_EXTENSION_BYTES = 33;

/** An entry with new data in it. */
function chargeChangedEntry(host: ClassicHost): void {
  chargeNewEntry(host.budget);
  host.budget.copy(ENTRY_EXTENSION_BYTES);
}

function findAccount(host: ClassicHost, accountId: string): AccountEntry | undefined {
  chargeLedgerKey(host.budget);
  const entry = host.storage.get(accountKey(accountId))?.entry;
  return entry?.type === 'account' ? entry : undefined;
}

const accountMissing = (accountId: string) =>
  assetError('AccountMissing', 'account entry is missing', addressVal(accountId));

function requireTrustline(host: ClassicHost, accountId: string, asset: IssuedAsset): TrustlineEntry {
  chargeLedgerKey(host.budget);
  const entry = host.storage.get(trustlineKey(accountId, asset))?.entry;
  if (entry?.type === 'trustline') return entry;
  // The account is named by an object of its own.
  host.budget.copy(CONTRACT_ID_BYTES);
  host.budget.createObject();
  throw assetError('TrustlineMissing', 'trustline entry is missing for account', addressVal(accountId));
}

/** Whether an account issues the asset, and so has no trustline. The issuer is copied to be compared. */
export function isIssuedBy(host: ClassicHost, asset: IssuedAsset, accountId: string): boolean {
  host.budget.copy(CONTRACT_ID_BYTES);
  return asset.issuer === accountId;
}

type Range = { readonly least: bigint; readonly most: bigint };

/** Stroops an account must keep, and can have. */
function accountRange(host: ClassicHost, account: AccountEntry): Range {
  const reserve = BigInt((2 + account.subEntries) * host.ledger.baseReserve);
  return { least: reserve + account.sellingLiabilities, most: MAX_CLASSIC - account.buyingLiabilities };
}

const trustlineRange = ({ sellingLiabilities, limit, buyingLiabilities }: TrustlineEntry): Range => ({
  least: sellingLiabilities,
  most: limit - buyingLiabilities,
});

function requireWithin(kind: string, balance: bigint, { least, most }: Range): bigint {
  const corrupt = (what: string) => new HostError('Storage', 'InternalError', `${kind} has balance ${what}`);
  if (balance < least) throw corrupt('< minimum');
  if (balance > most) throw corrupt('> maximum');
  return balance;
}

function changed(balance: bigint, amount: bigint, { least, most }: Range): bigint {
  const next = balance + amount;
  if (next > MAX_CLASSIC || next < -MAX_CLASSIC - 1n) throw assetError('Balance', 'resulting balance overflow');
  if (next >= least && next <= most) return next;
  const reason = 'resulting balance is not within the allowed range';
  throw assetError('Balance', reason, i64Val(least), i64Val(next), i64Val(most));
}

export function readClassicBalance(host: ClassicHost, accountId: string, asset: IssuedAsset | undefined): bigint {
  if (asset === undefined) {
    const account = findAccount(host, accountId);
    if (account === undefined) throw accountMissing(accountId);
    return requireWithin('account', account.balance, accountRange(host, account));
  }
  // An issuer can pay any amount of its own asset.
  if (isIssuedBy(host, asset, accountId)) return MAX_CLASSIC;
  const trustline = requireTrustline(host, accountId, asset);
  chargeTrustlineCopy(host.budget);
  return requireWithin('trustline', trustline.balance, trustlineRange(trustline));
}

/** Adds to a balance, or takes from it when `amount` is negative. */
export function changeClassicBalance(
  host: ClassicHost,
  accountId: string,
  asset: IssuedAsset | undefined,
  amount: bigint,
): void {
  if (asset === undefined) {
    changeLumens(host, accountId, amount);
    return;
  }
  if (isIssuedBy(host, asset, accountId)) return;
  const trustline = requireTrustline(host, accountId, asset);
  chargeTrustlineCopy(host.budget);
  const balance = changed(trustline.balance, amount, trustlineRange(trustline));
  chargeChangedEntry(host);
  host.storage.put(trustlineKey(accountId, asset), { ...trustline, balance }, undefined);
}

function changeLumens(host: ClassicHost, accountId: string, amount: bigint): void {
  host.budget.copy(CONTRACT_ID_BYTES);
  const account = findAccount(host, accountId);
  if (account === undefined) {
    createAccount(host, accountId, amount);
    return;
  }
  chargeAccountCopy(host.budget, account);
  const balance = changed(account.balance, amount, accountRange(host, account));
  chargeChangedEntry(host);
  host.storage.put(accountKey(accountId), { ...account, balance }, undefined);
}

/** CAP-73: lumens sent to an account that is not there create it. */
function createAccount(host: ClassicHost, accountId: string, amount: bigint): void {
  if (amount <= 0n) throw accountMissing(accountId);
  const { baseReserve, sequence } = host.ledger;
  const least = BigInt(2 * baseReserve);
  if (amount < least) {
    const reason = 'transfer amount is below minimum balance for new account';
    throw assetError('InsufficientAccountReserve', reason, i64Val(amount), i64Val(least));
  }
  chargeNewEntry(host.budget);
  host.storage.put(accountKey(accountId), newAccount(accountId, amount, sequence), undefined);
}

export function isAccountAuthorized(host: ClassicHost, accountId: string, asset: IssuedAsset | undefined): boolean {
  if (asset === undefined) return true;
  if (isIssuedBy(host, asset, accountId)) return true;
  return (requireTrustline(host, accountId, asset).flags & TRUSTLINE_FLAGS.authorized) !== 0;
}

export function isClawbackEnabled(host: ClassicHost, accountId: string, asset: IssuedAsset): boolean {
  return (requireTrustline(host, accountId, asset).flags & TRUSTLINE_FLAGS.clawbackEnabled) !== 0;
}

export function setTrustlineAuthorized(
  host: ClassicHost,
  accountId: string,
  asset: IssuedAsset,
  authorized: boolean,
): void {
  const trustline = requireTrustline(host, accountId, asset);
  chargeTrustlineCopy(host.budget);
  if (((trustline.flags & TRUSTLINE_FLAGS.authorized) !== 0) === authorized) return;
  // Who loses the authorization may keep open offers: those are not this contract's business.
  const { authorized: full, maintainsLiabilities: partial } = TRUSTLINE_FLAGS;
  const [add, remove] = authorized ? [full, partial] : [partial, full];
  const flags = (trustline.flags & ~remove) | add;
  chargeChangedEntry(host);
  host.storage.put(trustlineKey(accountId, asset), { ...trustline, flags }, undefined);
}

export function hasTrustline(host: ClassicHost, accountId: string, asset: IssuedAsset): boolean {
  host.budget.copy(CONTRACT_ID_BYTES);
  host.budget.copy(ASSET_BYTES);
  chargeLedgerKey(host.budget);
  return host.storage.get(trustlineKey(accountId, asset)) !== undefined;
}

/** CAP-73: a trustline without limit, as `ChangeTrust` would make it. */
export function createTrustline(host: ClassicHost, accountId: string, asset: IssuedAsset): void {
  const flags = newTrustlineFlags(loadAccount(host, asset.issuer).flags);
  host.budget.copy(CONTRACT_ID_BYTES);
  const account = findAccount(host, accountId);
  if (account === undefined) throw accountMissing(accountId);
  chargeAccountCopy(host.budget, account);
  if (account.subEntries >= MAX_SUBENTRIES) {
    throw assetError('TooManyAccountSubentries', 'account has reached maximum number of sub-entries');
  }
  if (account.balance < accountRange(host, account).least + BigInt(host.ledger.baseReserve)) {
    throw assetError('InsufficientAccountReserve', 'account has insufficient reserve for new trustline');
  }
  const trustline: TrustlineEntry = {
    type: 'trustline',
    accountId,
    asset: asset.trustline,
    balance: 0n,
    limit: MAX_CLASSIC,
    flags,
    buyingLiabilities: 0n,
    sellingLiabilities: 0n,
  };
  chargeNewEntry(host.budget);
  chargeChangedEntry(host);
  host.storage.put(trustlineKey(accountId, asset), trustline, undefined);
  host.storage.put(accountKey(accountId), { ...account, subEntries: account.subEntries + 1 }, undefined);
}
