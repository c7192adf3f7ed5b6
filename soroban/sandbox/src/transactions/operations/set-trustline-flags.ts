import { xdr } from '@stellar/stellar-sdk';
import { AUTHORIZATION_FLAGS, ISSUER_FLAGS, TRUSTLINE_FLAGS } from '../../host/storage/classic-flags.ts';
import { readAccount } from '../../ledger/state.ts';
import { accountOfId } from '../account-keys.ts';
import { issuedAsset, readTrustline, writeTrustline } from '../trustlines.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.SetTrustLineFlagsResult;
const KNOWN = AUTHORIZATION_FLAGS | TRUSTLINE_FLAGS.clawbackEnabled;

const result = (inner: xdr.SetTrustLineFlagsResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.setTrustLineFlags(inner));

/** Authorizes a holder of the source's asset, revokes that, or gives up clawback. */
export function setTrustlineFlags(operation: xdr.SetTrustLineFlagsOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const { setFlags, clearFlags } = operation;
  const asset = issuedAsset(operation.asset);
  const trustor = accountOfId(operation.trustor);
  if (asset === undefined || asset.issuer !== source || trustor === source || !areValid(setFlags, clearFlags)) {
    return fail(result(R.setTrustLineFlagsMalformed()));
  }
  const revocable = (readAccount(overlay, source)!.flags & ISSUER_FLAGS.authRevocable) !== 0;
  if (!revocable && (clearFlags & AUTHORIZATION_FLAGS) !== 0 && (setFlags & TRUSTLINE_FLAGS.authorized) === 0) {
    return fail(result(R.setTrustLineFlagsCantRevoke()));
  }
  const trustline = readTrustline(overlay, trustor, asset);
  if (trustline === undefined) return fail(result(R.setTrustLineFlagsNoTrustLine()));
  const flags = (trustline.flags & ~clearFlags) | setFlags;
  if ((flags & AUTHORIZATION_FLAGS) === AUTHORIZATION_FLAGS) return fail(result(R.setTrustLineFlagsInvalidState()));
  writeTrustline(overlay, { ...trustline, flags }, ledger.sequence);
  return succeed(result(R.setTrustLineFlagsSuccess()));
}

function areValid(set: number, clear: number): boolean {
  const overlap = (set & clear) !== 0 || (set & AUTHORIZATION_FLAGS) === AUTHORIZATION_FLAGS;
  return !overlap && (set & ~AUTHORIZATION_FLAGS) === 0 && (clear & ~KNOWN) === 0;
}
