import { xdr } from '@stellar/stellar-sdk';
import { loadAccount } from '../authorization/account.ts';
import { accountIdFromXdr, bytesOf } from '../codec/address.ts';
import { COST } from '../costs/cost-types.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import { compareVals } from '../objects/compare.ts';
import { newBytes, newString } from '../objects/slices.ts';
import { ISSUER_FLAGS } from '../storage/classic-flags.ts';
import { contractIdOf } from '../storage/contract-id.ts';
import { accountAddress, addressBytes } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { type AddressVal, addressVal, type HostVal, symbolVal, textVal, u32Val } from '../values/value.ts';
import type { AssetHost } from './asset-host.ts';
import { assetError } from './errors.ts';
import {
  chargeFields,
  chargeVariant,
  field,
  hasInstanceValue,
  newStruct,
  newVariant,
  readInstanceValue,
  writeInstanceValue,
} from './storage.ts';

/** The asset a contract stands for. Undefined for lumens. */
export type IssuedAsset = {
  /** `G…`. */
  readonly issuer: string;
  /** `CODE:ISSUER`, which is how trustlines are named. */
  readonly trustline: string;
  /** Four bytes or twelve. */
  readonly codeLength: number;
};

const adminKey = (host: AssetHost): HostVal => newVariant(host, 'Admin');
const assetInfoKey = (host: AssetHost): HostVal => newVariant(host, 'AssetInfo');
const METADATA = symbolVal('METADATA');
/** Declared size of an asset, in bytes. */
const ASSET_BYTES = 45;
/** Characters of an issuer's strkey; each byte of a code may take four characters (SEP-11). */
const STRKEY_LENGTH = 56;
const CODE_CHARACTERS = 4;

/** Stroops are the seventh decimal of every asset. */
export const DECIMALS = 7;

/** Sets a new asset contract up from the XDR of its asset. Anyone may do so, because there is one for each asset. */
export function initAsset(host: AssetHost, serialized: Uint8Array): void {
  const { budget } = host;
  if (hasInstanceValue(host, assetInfoKey(host))) {
    throw assetError('AlreadyInitialized', 'StellarAssetContract has been already initialized');
  }
  budget.visit();
  budget.spend(COST.ValDeser, serialized.length);
  const asset = decodeAsset(serialized);
  budget.copy(CONTRACT_ID_BYTES);
  budget.copy(ASSET_BYTES);
  const expected = contractIdOf(host, { type: 'asset', asset });
  if (host.contract !== expected) throw new HostError('Context', 'InternalError', 'bad id for asset contract');
  if (asset.type === 'assetTypeNative') {
    const key = assetInfoKey(host);
    writeInstanceValue(host, key, newVariant(host, 'Native'));
    chargeAssetInfo(host);
    newString(host, Buffer.from('native'));
    writeMetadata(host, 'native', 'native');
    return;
  }
  const [name, { assetCode, issuer }] =
    asset.type === 'assetTypeCreditAlphanum4'
      ? (['AlphaNum4', asset.alphaNum4] as const)
      : (['AlphaNum12', asset.alphaNum12] as const);
  const issuerAddress = accountIdFromXdr(issuer);
  const code = bytesOf(assetCode);
  checkCode(code);
  chargeIssuerAddress(host);
  writeAdministrator(host, addressVal(issuerAddress));
  newString(host, code);
  budget.copy(CONTRACT_ID_BYTES);
  const issuerKey = newBytes(host, addressBytes(issuerAddress));
  budget.visit(2);
  const key = assetInfoKey(host);
  const info = newStruct(host, { asset_code: { type: 'string', value: code }, issuer: issuerKey });
  writeInstanceValue(host, key, newVariant(host, name, info));
  chargeAssetInfo(host);
  chargeCode(host, code.length);
  budget.allocate(code.length * CODE_CHARACTERS + 1 + 2 * STRKEY_LENGTH);
  newString(host, Buffer.from(codeText(code)));
  budget.visit();
  budget.copy(CONTRACT_ID_BYTES);
  newString(host, Buffer.from(`${codeText(code)}:${issuerAddress}`));
  writeMetadata(host, `${codeText(code)}:${issuerAddress}`, codeText(code));
}

function decodeAsset(serialized: Uint8Array): xdr.Asset {
  try {
    return xdr.Asset.fromXdr(serialized);
  } catch {
    throw new HostError('Value', 'InvalidInput', 'the bytes are no asset');
  }
}

/** `isAssetValid` of stellar-core: letters and digits, then zeros; twelve bytes only for more than four characters. */
function checkCode(code: Uint8Array): void {
  const refuse = (reason: string): never => {
    throw new HostError('Value', 'InvalidInput', reason);
  };
  const length = code.findLastIndex((byte) => byte !== 0) + 1;
  if (length === 0) refuse("asset code doesn't have non-0 characters");
  const text = Buffer.from(code.subarray(0, length)).toString('latin1');
  if (text.includes('\0')) refuse("asset code can't have 0 character in the middle");
  if (!/^[0-9A-Za-z]+$/.test(text)) refuse('asset code has invalid character');
  if (length <= 4 && code.length > 4) {
    refuse('asset codes with 4 characters or less should have `CreditAlphanum4` type');
  }
}

const codeText = (code: Uint8Array): string => Buffer.from(code).toString('latin1').replace(/\0+$/, '');

function writeMetadata(host: AssetHost, name: string, symbol: string): void {
  const metadata = newStruct(host, { decimal: u32Val(DECIMALS), name: textVal(name), symbol: textVal(symbol) });
  writeInstanceValue(host, METADATA, metadata);
}

function readMetadata(host: AssetHost, name: 'name' | 'symbol'): HostVal {
  const metadata = readInstanceValue(host, METADATA);
  chargeFields(host, metadata, ['decimal', 'name', 'symbol']);
  return field(metadata, name, 'string');
}

/** `CODE:ISSUER` (SEP-11), or `native`. */
export const readName = (host: AssetHost): HostVal => readMetadata(host, 'name');
export const readSymbol = (host: AssetHost): HostVal => readMetadata(host, 'symbol');

/** Reading what the contract knows of its asset, without making an asset of it. */
function chargeAssetInfo(host: AssetHost): HostVal {
  const info = readInstanceValue(host, assetInfoKey(host));
  chargeVariant(host, info, ['Native', 'AlphaNum4', 'AlphaNum12']);
  const payload = info.type === 'vec' ? info.value[1] : undefined;
  if (payload !== undefined) {
    chargeFields(host, payload, ['asset_code', 'issuer']);
    host.budget.visit(2);
  }
  return info;
}

/** The asset's code, asked for its length and copied. */
function chargeCode(host: AssetHost, length: number): void {
  host.budget.visit(3);
  host.budget.copy(length);
}

/** The issuer's key, copied out of its object. */
function chargeIssuerKey(host: AssetHost): void {
  host.budget.visit();
  host.budget.copy(CONTRACT_ID_BYTES);
}

/** The issuer as an address, which is a new object. */
function chargeIssuerAddress(host: AssetHost): void {
  host.budget.copy(CONTRACT_ID_BYTES);
  host.budget.createObject();
}

export function readAdministrator(host: AssetHost): AddressVal {
  const admin = readInstanceValue(host, adminKey(host));
  if (admin.type === 'address') return admin;
  throw new HostError('Value', 'UnexpectedType', 'the administrator is not an address');
}

export const writeAdministrator = (host: AssetHost, admin: AddressVal): void =>
  writeInstanceValue(host, adminKey(host), admin);

const assets = new WeakMap<HostVal, IssuedAsset>();

/** What the contract knows of its asset. */
function assetInfo(host: AssetHost): IssuedAsset | undefined {
  const info = chargeAssetInfo(host);
  const payload = info.type === 'vec' ? info.value[1] : undefined;
  if (payload === undefined) return undefined;
  let asset = assets.get(payload);
  if (asset === undefined) {
    const issuer = accountAddress(field(payload, 'issuer', 'bytes').value);
    const code = field(payload, 'asset_code', 'string').value;
    asset = { issuer, trustline: `${codeText(code)}:${issuer}`, codeLength: code.length };
    assets.set(payload, asset);
  }
  return asset;
}

/** The asset as the ledger knows it: its code and its issuer's key are copied. */
export function readAsset(host: AssetHost): IssuedAsset | undefined {
  const asset = assetInfo(host);
  if (asset !== undefined) {
    chargeIssuerKey(host);
    chargeCode(host, asset.codeLength);
  }
  return asset;
}

export const isNative = (host: AssetHost): boolean => assetInfo(host) === undefined;

export function isIssuer(host: AssetHost, address: AddressVal): boolean {
  const asset = assetInfo(host);
  if (asset === undefined) return false;
  chargeIssuerKey(host);
  chargeIssuerAddress(host);
  return compareVals(addressVal(asset.issuer), address, host.budget) === 0;
}

/** Whether the issuer's account has a flag now; lumens have no issuer. */
export function hasIssuerFlag(host: AssetHost, flag: keyof typeof ISSUER_FLAGS): boolean {
  const asset = assetInfo(host);
  if (asset === undefined) return false;
  chargeIssuerKey(host);
  return (loadAccount(host, asset.issuer).flags & ISSUER_FLAGS[flag]) !== 0;
}
