import { xdr } from '@stellar/stellar-sdk';
import { loadAccount } from '../auth/account.ts';
import { ISSUER_FLAGS } from '../classic-flags.ts';
import { accountAddress, accountIdFromXdr, addressBytes, bytesOf } from '../codec/address.ts';
import { contractIdOf } from '../contract-id.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { getInstanceValue, hasInstanceValue, setInstanceValue } from '../instance-storage.ts';
import { type AddressVal, addressVal, bytesVal, type HostVal, symbolVal, textVal, u32Val } from '../value.ts';
import { assetError } from './errors.ts';
import { field, struct, variant } from './storage.ts';

/** The asset a contract stands for. Undefined for lumens. */
export type IssuedAsset = {
  /** `G…`. */
  readonly issuer: string;
  /** `CODE:ISSUER`, which is how trustlines are named. */
  readonly trustline: string;
};

const ADMIN = variant('Admin');
const ASSET_INFO = variant('AssetInfo');
const METADATA = symbolVal('METADATA');

/** Stroops are the seventh decimal of every asset. */
export const DECIMALS = 7;

/** Sets a new asset contract up from the XDR of its asset. Anyone may do so, because there is one for each asset. */
export function initAsset(host: Host, serialized: Uint8Array): void {
  if (hasInstanceValue(host.frame, ASSET_INFO)) {
    throw assetError('AlreadyInitialized', 'StellarAssetContract has been already initialized');
  }
  const asset = decodeAsset(serialized);
  const expected = contractIdOf(host, { type: 'asset', asset });
  if (host.contract !== expected) throw new HostError('Context', 'InternalError', 'bad id for asset contract');
  if (asset.type === 'assetTypeNative') {
    setInstanceValue(host.frame, ASSET_INFO, variant('Native'));
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
  writeAdministrator(host, addressVal(issuerAddress));
  const info = struct({ asset_code: { type: 'string', value: code }, issuer: bytesVal(addressBytes(issuerAddress)) });
  setInstanceValue(host.frame, ASSET_INFO, variant(name, info));
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

function writeMetadata(host: Host, name: string, symbol: string): void {
  const metadata = struct({ decimal: u32Val(DECIMALS), name: textVal(name), symbol: textVal(symbol) });
  setInstanceValue(host.frame, METADATA, metadata);
}

/** `CODE:ISSUER` (SEP-11), or `native`. */
export const readName = (host: Host): HostVal => field(getInstanceValue(host.frame, METADATA), 'name', 'string');
export const readSymbol = (host: Host): HostVal => field(getInstanceValue(host.frame, METADATA), 'symbol', 'string');

export function readAdministrator(host: Host): AddressVal {
  const admin = getInstanceValue(host.frame, ADMIN);
  if (admin.type === 'address') return admin;
  throw new HostError('Value', 'UnexpectedType', 'the administrator is not an address');
}

export const writeAdministrator = (host: Host, admin: AddressVal): void => setInstanceValue(host.frame, ADMIN, admin);

const assets = new WeakMap<HostVal, IssuedAsset>();

export function readAsset(host: Host): IssuedAsset | undefined {
  const info = getInstanceValue(host.frame, ASSET_INFO);
  const payload = info.type === 'vec' ? info.value[1] : undefined;
  if (payload === undefined) return undefined;
  let asset = assets.get(payload);
  if (asset === undefined) {
    const issuer = accountAddress(field(payload, 'issuer', 'bytes').value);
    asset = { issuer, trustline: `${codeText(field(payload, 'asset_code', 'string').value)}:${issuer}` };
    assets.set(payload, asset);
  }
  return asset;
}

export const isIssuer = (host: Host, address: string): boolean => readAsset(host)?.issuer === address;

/** Whether the issuer's account has a flag now; lumens have no issuer. */
export function hasIssuerFlag(host: Host, flag: keyof typeof ISSUER_FLAGS): boolean {
  const asset = readAsset(host);
  return asset !== undefined && (loadAccount(host, asset.issuer).flags & ISSUER_FLAGS[flag]) !== 0;
}
