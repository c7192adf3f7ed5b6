import { StrKey, xdr } from '@stellar/stellar-sdk';
import { bytesOf } from '../../host/codec/address.ts';
import { AUTHORIZATION_FLAGS, ISSUER_FLAGS, TRUSTLINE_FLAGS } from '../../host/storage/classic-flags.ts';
import { readAccount } from '../../ledger/state.ts';
import { accountOfId } from '../account-keys.ts';
import { type IssuedAsset, issuedAsset, isTrustlineAuthorized, readTrustline, writeTrustline } from '../trustlines.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.AllowTrustResult;
const result = (inner: xdr.AllowTrustResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.allowTrust(inner));

/** Authorizes a holder of the source's asset, wholly, partly or not at all: what `SetTrustLineFlags` came to replace. */
export function allowTrust(operation: xdr.AllowTrustOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const { authorize } = operation;
  const asset = ownAsset(operation.asset, source);
  const trustor = accountOfId(operation.trustor);
  if (asset === undefined || trustor === source || authorize > TRUSTLINE_FLAGS.maintainsLiabilities) {
    return fail(result(R.allowTrustMalformed()));
  }
  const revocable = (readAccount(overlay, source)!.flags & ISSUER_FLAGS.authRevocable) !== 0;
  if (!revocable && authorize === 0) return fail(result(R.allowTrustCantRevoke()));
  const trustline = readTrustline(overlay, trustor, asset);
  if (trustline === undefined) return fail(result(R.allowTrustNoTrustLine()));
  const revokes = authorize === TRUSTLINE_FLAGS.maintainsLiabilities && isTrustlineAuthorized(trustline);
  if (!revocable && revokes) return fail(result(R.allowTrustCantRevoke()));
  const flags = (trustline.flags & ~AUTHORIZATION_FLAGS) | authorize;
  writeTrustline(overlay, { ...trustline, flags }, ledger.sequence);
  return succeed(result(R.allowTrustSuccess()));
}

/** The operation names only the code; the asset is the source's. */
function ownAsset(code: xdr.AssetCode, source: string): IssuedAsset | undefined {
  const issuer = xdr.PublicKey.publicKeyTypeEd25519(StrKey.decodeEd25519PublicKey(source));
  return issuedAsset(
    code.type === 'assetTypeCreditAlphanum4'
      ? xdr.Asset.assetTypeCreditAlphanum4(new xdr.AlphaNum4({ assetCode: bytesOf(code.assetCode4), issuer }))
      : xdr.Asset.assetTypeCreditAlphanum12(new xdr.AlphaNum12({ assetCode: bytesOf(code.assetCode12), issuer })),
  );
}
