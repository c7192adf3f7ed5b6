import { Asset, xdr } from '@stellar/stellar-sdk';
import type { LedgerEntry, LedgerKey } from '../boundary.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import { accountIdFromXdr, accountIdToXdr, addressFromXdr, bytesOf } from './address.ts';
import { fromHex, hex } from './hex.ts';
import { addressToXdr, encodeVal, toScVal } from './value.ts';
import { fromLedgerScVal } from './value-from-xdr.ts';

/** Texts of keys that are asked for again and again: those of footprints, instances and code. */
const texts = new WeakMap<LedgerKey, string>();

/** A key as text: equal keys have equal texts, different keys different ones. */
export function ledgerKeyString(key: LedgerKey): string {
  return texts.get(key) ?? textOf(key);
}

/** The same, remembered as long as the key is. */
export function rememberedKeyString(key: LedgerKey): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = textOf(key);
  texts.set(key, text);
  return text;
}

function textOf(key: LedgerKey): string {
  switch (key.type) {
    case 'account':
      return `account ${key.accountId}`;
    case 'trustline':
      return `trustline ${key.accountId} ${key.asset}`;
    case 'data':
      return `account-data ${key.accountId} ${key.name}`;
    case 'contractData':
      return dataKeyString(key.contract, key.durability, key.key);
    case 'contractCode':
      return `code ${key.hash}`;
  }
}

export function dataKeyString(contract: string, durability: 'temporary' | 'persistent', key: HostVal): string {
  return `${durability === 'persistent' ? 'data' : 'temporary'} ${contract} ${valText(key)}`;
}

/** Values as text, injective; the common key types are kept short and readable. */
function valText(value: HostVal): string {
  switch (value.type) {
    case 'symbol':
      return `:${value.value}`;
    case 'address':
      return value.value;
    case 'u32':
      return `u${value.value}`;
    case 'vec': {
      let text = '[';
      for (const element of value.value) text += `${valText(element)},`;
      return `${text}]`;
    }
    case 'bytes':
      return `#${hex(value.value)}`;
    case 'ledgerKeyContractInstance':
      return 'instance';
    default:
      return `=${hex(encodeVal(value))}`;
  }
}

/** The key under which an entry is stored. */
export function ledgerKeyOf(entry: LedgerEntry): LedgerKey {
  switch (entry.type) {
    case 'account':
      return { type: 'account', accountId: entry.accountId };
    case 'trustline':
      return { type: 'trustline', accountId: entry.accountId, asset: entry.asset };
    case 'data':
      return { type: 'data', accountId: entry.accountId, name: entry.name };
    case 'contractData':
      return { type: 'contractData', contract: entry.contract, durability: entry.durability, key: entry.key };
    case 'contractCode':
      return { type: 'contractCode', hash: entry.hash };
  }
}

export const isPersistentKey = (key: LedgerKey): boolean =>
  key.type === 'contractCode' || (key.type === 'contractData' && key.durability === 'persistent');

export function ledgerKeyFromXdr(key: xdr.LedgerKey): LedgerKey {
  switch (key.type) {
    case 'account':
      return { type: 'account', accountId: accountIdFromXdr(key.account.accountId) };
    case 'trustline':
      return {
        type: 'trustline',
        accountId: accountIdFromXdr(key.trustLine.accountId),
        asset: trustlineAssetFromXdr(key.trustLine.asset),
      };
    case 'data':
      return {
        type: 'data',
        accountId: accountIdFromXdr(key.data.accountId),
        name: hex(key.data.dataName.bytes),
      };
    case 'contractData':
      return {
        type: 'contractData',
        contract: addressFromXdr(key.contractData.contract),
        durability: durabilityFromXdr(key.contractData.durability),
        key: fromLedgerScVal(key.contractData.key),
      };
    case 'contractCode':
      return { type: 'contractCode', hash: hex(bytesOf(key.contractCode.hash)) };
    default:
      throw new HostError('Storage', 'InternalError', `ledger entries of type ${key.type} are not supported`);
  }
}

export function ledgerKeyToXdr(key: LedgerKey): xdr.LedgerKey {
  switch (key.type) {
    case 'account':
      return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: accountIdToXdr(key.accountId) }));
    case 'trustline':
      return xdr.LedgerKey.trustline(
        new xdr.LedgerKeyTrustLine({
          accountId: accountIdToXdr(key.accountId),
          asset: trustlineAssetToXdr(key.asset),
        }),
      );
    case 'data':
      return xdr.LedgerKey.data(
        new xdr.LedgerKeyData({ accountId: accountIdToXdr(key.accountId), dataName: fromHex(key.name) }),
      );
    case 'contractData':
      return xdr.LedgerKey.contractData(
        new xdr.LedgerKeyContractData({
          contract: addressToXdr(key.contract),
          key: toScVal(key.key),
          durability: durabilityToXdr(key.durability),
        }),
      );
    case 'contractCode':
      return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: fromHex(key.hash) }));
  }
}

export function durabilityFromXdr(durability: xdr.ContractDataDurability): 'temporary' | 'persistent' {
  return durability === xdr.ContractDataDurability.persistent ? 'persistent' : 'temporary';
}

export function durabilityToXdr(durability: 'temporary' | 'persistent'): xdr.ContractDataDurability {
  return xdr.ContractDataDurability[durability];
}

export function trustlineAssetToXdr(asset: string): xdr.TrustLineAsset {
  const [code, issuer] = asset.split(':');
  return new Asset(code!, issuer!).toTrustLineXDRObject();
}

export function trustlineAssetFromXdr(asset: xdr.TrustLineAsset): string {
  if (asset.type === 'assetTypePoolShare' || asset.type === 'assetTypeNative') {
    throw new HostError('Storage', 'InternalError', `trustlines of type ${asset.type} are not supported`);
  }
  return Asset.fromOperation(asset).toString();
}
