import { isAccount, isContract } from '../values/address.ts';
import { type AddressVal, boolVal, type HostVal } from '../values/value.ts';
import { hasIssuerFlag, readAsset } from './asset.ts';
import type { AssetHost } from './asset-host.ts';
import {
  changeClassicBalance,
  createTrustline,
  hasTrustline,
  isAccountAuthorized,
  isClawbackEnabled,
  isIssuedBy,
  MAX_CLASSIC,
  readClassicBalance,
  setTrustlineAuthorized,
} from './classic.ts';
import { assetError, unexpectedAddress } from './errors.ts';
import {
  amountVal,
  chargeAddress,
  chargeAmount,
  chargeFields,
  copyAddress,
  extendBalance,
  field,
  newStruct,
  newVariant,
  readData,
  requireAuth,
  writeData,
} from './storage.ts';

/** What a contract holds of an asset. Accounts hold theirs in classic entries (`classic.ts`). */
type ContractBalance = { readonly amount: bigint; readonly authorized: boolean; readonly clawback: boolean };

const MAX_AMOUNT = 2n ** 127n - 1n;

const balanceKey = (host: AssetHost, owner: AddressVal): HostVal => newVariant(host, 'Balance', owner);

function readContractBalance(host: AssetHost, owner: AddressVal): ContractBalance | undefined {
  const value = readData(host, 'persistent', balanceKey(host, owner));
  if (value === undefined) return undefined;
  chargeFields(host, value, ['amount', 'authorized', 'clawback']);
  chargeAmount(host, field(value, 'amount', 'i128').value);
  return {
    amount: field(value, 'amount', 'i128').value,
    authorized: field(value, 'authorized', 'bool').value,
    clawback: field(value, 'clawback', 'bool').value,
  };
}

function writeContractBalance(host: AssetHost, owner: AddressVal, balance: ContractBalance): void {
  const key = balanceKey(host, owner);
  const value = newStruct(host, {
    amount: amountVal(host, balance.amount),
    authorized: boolVal(balance.authorized),
    clawback: boolVal(balance.clawback),
  });
  writeData(host, 'persistent', key, value);
  extendBalance(host, balanceKey(host, owner));
}

export function readBalance(host: AssetHost, owner: AddressVal): bigint {
  chargeAddress(host);
  if (isAccount(owner.value)) return readClassicBalance(host, owner.value, readAsset(host));
  if (!isContract(owner.value)) throw unexpectedAddress(owner.value);
  const balance = readContractBalance(host, owner);
  if (balance === undefined) return 0n;
  extendBalance(host, balanceKey(host, owner));
  return balance.amount;
}

export function isAuthorized(host: AssetHost, owner: AddressVal): boolean {
  chargeAddress(host);
  if (isAccount(owner.value)) return isAccountAuthorized(host, owner.value, readAsset(host));
  if (!isContract(owner.value)) throw unexpectedAddress(owner.value);
  return readContractBalance(host, owner)?.authorized ?? !hasIssuerFlag(host, 'authRequired');
}

function requireAuthorized(host: AssetHost, owner: AddressVal): void {
  copyAddress(host);
  if (!isAuthorized(host, owner)) throw assetError('BalanceDeauthorized', 'balance is deauthorized');
}

export function receiveBalance(host: AssetHost, owner: AddressVal, amount: bigint): void {
  copyAddress(host);
  requireAuthorized(host, owner);
  chargeAddress(host);
  if (isAccount(owner.value)) {
    if (amount > MAX_CLASSIC) throw assetError('Overflow', 'received amount is too large for an i64');
    changeClassicBalance(host, owner.value, readAsset(host), amount);
    return;
  }
  copyAddress(host);
  const balance = readContractBalance(host, owner) ?? {
    amount: 0n,
    authorized: true,
    clawback: hasIssuerFlag(host, 'clawbackEnabled'),
  };
  const next = balance.amount + amount;
  if (next > MAX_AMOUNT) throw assetError('Overflow', 'balance overflow in receive_balance');
  writeContractBalance(host, owner, { ...balance, amount: next });
}

export function spendBalance(host: AssetHost, owner: AddressVal, amount: bigint): void {
  copyAddress(host);
  requireAuthorized(host, owner);
  takeFrom(host, owner, amount);
}

/** Takes from a balance whether it is authorized or not: what a clawback does. */
export function takeBalance(host: AssetHost, owner: AddressVal, amount: bigint): void {
  copyAddress(host);
  takeFrom(host, owner, amount);
}

function takeFrom(host: AssetHost, owner: AddressVal, amount: bigint): void {
  chargeAddress(host);
  if (isAccount(owner.value)) {
    if (amount > MAX_CLASSIC) throw assetError('Overflow', 'spent amount is too large for an i64');
    changeClassicBalance(host, owner.value, readAsset(host), -amount);
    return;
  }
  copyAddress(host);
  const balance = readContractBalance(host, owner);
  if (balance === undefined) {
    if (amount > 0n) throw assetError('Balance', 'zero balance is not sufficient to spend');
    return;
  }
  if (balance.amount < amount) throw assetError('Balance', 'balance is not sufficient to spend');
  writeContractBalance(host, owner, { ...balance, amount: balance.amount - amount });
}

export function writeAuthorization(host: AssetHost, owner: AddressVal, authorized: boolean): void {
  copyAddress(host);
  if (!authorized && !hasIssuerFlag(host, 'authRevocable')) {
    throw assetError('OperationNotSupported', 'issuer does not have AUTH_REVOCABLE set');
  }
  chargeAddress(host);
  if (isAccount(owner.value)) {
    authorizeAccount(host, owner.value, authorized);
    return;
  }
  if (!isContract(owner.value)) throw unexpectedAddress(owner.value);
  copyAddress(host);
  const balance = readContractBalance(host, owner) ?? {
    amount: 0n,
    clawback: hasIssuerFlag(host, 'clawbackEnabled'),
  };
  writeContractBalance(host, owner, { ...balance, authorized });
}

function authorizeAccount(host: AssetHost, account: string, authorized: boolean): void {
  const asset = readAsset(host);
  if (asset === undefined) throw assetError('OperationNotSupported', 'expected trustline asset');
  if (isIssuedBy(host, asset, account)) throw assetError('OperationNotSupported', "issuer doesn't have a trustline");
  setTrustlineAuthorized(host, account, asset, authorized);
}

/** Refuses what may not be clawed back. The right is fixed when a trustline or balance is made. */
export function requireClawbackable(host: AssetHost, owner: AddressVal): void {
  copyAddress(host);
  chargeAddress(host);
  if (isAccount(owner.value)) {
    const asset = readAsset(host);
    if (asset === undefined) throw assetError('OperationNotSupported', 'cannot clawback native asset');
    if (isIssuedBy(host, asset, owner.value)) {
      throw assetError('OperationNotSupported', 'cannot clawback from issuer');
    }
    if (!isClawbackEnabled(host, owner.value, asset)) throw assetError('Balance', "trustline isn't clawbackable");
    return;
  }
  if (!isContract(owner.value)) throw unexpectedAddress(owner.value);
  const balance = readContractBalance(host, owner);
  if (balance === undefined) throw assetError('Balance', 'no balance to clawback');
  if (!balance.clawback) throw assetError('Balance', "balance isn't clawbackable");
}

/** CAP-73: makes the account's trustline if it has none, with its authorization. Contracts need none. */
export function trust(host: AssetHost, owner: AddressVal): void {
  chargeAddress(host);
  if (isContract(owner.value)) return;
  if (!isAccount(owner.value)) throw unexpectedAddress(owner.value);
  const asset = readAsset(host);
  if (asset === undefined) {
    throw assetError('OperationNotSupported', 'trust operation is not supported for native asset');
  }
  if (isIssuedBy(host, asset, owner.value)) {
    throw assetError('OperationNotSupported', 'cannot create trustline for issuer');
  }
  if (hasTrustline(host, owner.value, asset)) return;
  requireAuth(host, owner);
  createTrustline(host, owner.value, asset);
}
