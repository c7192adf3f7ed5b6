import { xdr } from '@stellar/stellar-sdk';
import { TRUSTLINE_FLAGS } from '../../host/storage/classic-flags.ts';
import { accountOfMuxed } from '../account-keys.ts';
import { issuedAsset, readTrustline, writeTrustline } from '../trustlines.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.ClawbackResult;
const result = (inner: xdr.ClawbackResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.clawback(inner));

/** Burns some of the source's asset out of a trustline that allows it (CAP-35). */
export function clawback(operation: xdr.ClawbackOp, { overlay, source, ledger }: OperationContext): OperationOutcome {
  const { amount } = operation;
  const asset = issuedAsset(operation.asset);
  const from = accountOfMuxed(operation.from);
  if (asset === undefined || asset.issuer !== source || from === source || amount <= 0n) {
    return fail(result(R.clawbackMalformed()));
  }
  const trustline = readTrustline(overlay, from, asset);
  if (trustline === undefined) return fail(result(R.clawbackNoTrust()));
  if ((trustline.flags & TRUSTLINE_FLAGS.clawbackEnabled) === 0) return fail(result(R.clawbackNotClawbackEnabled()));
  const balance = trustline.balance - amount;
  if (balance < trustline.sellingLiabilities) return fail(result(R.clawbackUnderfunded()));
  writeTrustline(overlay, { ...trustline, balance }, ledger.sequence);
  return succeed(result(R.clawbackSuccess()));
}
