import { Asset, type xdr } from '@stellar/stellar-sdk';
import type { LedgerKey, LedgerReader, TrustlineEntry } from '../host/boundary.ts';
import { ledgerKeyString } from '../host/codec/ledger-key.ts';
import { TRUSTLINE_FLAGS } from '../host/storage/classic-flags.ts';
import type { Overlay } from '../ledger/state.ts';

export type IssuedAsset = {
  /** `CODE:ISSUER`. */
  readonly name: string;
  /** `G…`. */
  readonly issuer: string;
};

/** An asset that somebody issued; undefined for lumens, pool shares and malformed codes (`isAssetValid`). */
export function issuedAsset(asset: xdr.Asset | xdr.ChangeTrustAsset): IssuedAsset | undefined {
  if (asset.type === 'assetTypeNative' || asset.type === 'assetTypePoolShare') return undefined;
  try {
    const parsed = Asset.fromOperation(asset);
    // A short code in the long form is malformed: it would be a second asset of the same name.
    if (parsed.toXDRObject().type !== asset.type) return undefined;
    return { name: parsed.toString(), issuer: parsed.getIssuer()! };
  } catch {
    return undefined;
  }
}

export const trustlineKey = (accountId: string, { name }: IssuedAsset): LedgerKey => ({
  type: 'trustline',
  accountId,
  asset: name,
});

export function readTrustline(reader: LedgerReader, accountId: string, asset: IssuedAsset): TrustlineEntry | undefined {
  const stored = reader.get(ledgerKeyString(trustlineKey(accountId, asset)));
  return stored?.entry.type === 'trustline' ? stored.entry : undefined;
}

export function writeTrustline(overlay: Overlay, trustline: TrustlineEntry, ledger: number): void {
  const key: LedgerKey = { type: 'trustline', accountId: trustline.accountId, asset: trustline.asset };
  overlay.set(key, { entry: trustline, lastModified: ledger });
}

export const isTrustlineAuthorized = ({ flags }: TrustlineEntry): boolean => (flags & TRUSTLINE_FLAGS.authorized) !== 0;
