import { xdr } from '@stellar/stellar-sdk';
import { newTrustlineFlags } from '../../host/storage/classic-flags.ts';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { type IssuedAsset, issuedAsset, readTrustline, trustlineKey, writeTrustline } from '../trustlines.ts';
import { MAX_SUBENTRIES, minimumBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.ChangeTrustResult;

const result = (inner: xdr.ChangeTrustResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.changeTrust(inner));

/** Makes, limits or removes the source's trustline. Shares of liquidity pools are not known here. */
export function changeTrust(operation: xdr.ChangeTrustOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  if (operation.line.type === 'assetTypePoolShare') return fail(xdr.OperationResult.opNotSupported());
  const asset = issuedAsset(operation.line);
  // The network calls an issuer's trustline to itself malformed since protocol 16.
  if (asset === undefined || operation.limit < 0n || asset.issuer === source) {
    return fail(result(R.changeTrustMalformed()));
  }
  const trustline = readTrustline(overlay, source, asset);
  if (trustline === undefined) return create(operation.limit, asset, context);
  if (operation.limit < trustline.balance + trustline.buyingLiabilities) {
    return fail(result(R.changeTrustInvalidLimit()));
  }
  if (operation.limit === 0n) {
    const account = readAccount(overlay, source)!;
    overlay.set(trustlineKey(source, asset), undefined);
    writeAccount(overlay, { ...account, subEntries: account.subEntries - 1 }, ledger.sequence);
  } else {
    if (readAccount(overlay, asset.issuer) === undefined) return fail(result(R.changeTrustNoIssuer()));
    writeTrustline(overlay, { ...trustline, limit: operation.limit }, ledger.sequence);
  }
  return succeed(result(R.changeTrustSuccess()));
}

function create(limit: bigint, asset: IssuedAsset, { overlay, source, ledger }: OperationContext): OperationOutcome {
  if (limit === 0n) return fail(result(R.changeTrustInvalidLimit()));
  const issuer = readAccount(overlay, asset.issuer);
  if (issuer === undefined) return fail(result(R.changeTrustNoIssuer()));
  const account = readAccount(overlay, source)!;
  const subEntries = account.subEntries + 1;
  if (subEntries > MAX_SUBENTRIES) return fail(xdr.OperationResult.opTooManySubentries());
  if (account.balance - account.sellingLiabilities < minimumBalance(subEntries)) {
    return fail(result(R.changeTrustLowReserve()));
  }
  writeAccount(overlay, { ...account, subEntries }, ledger.sequence);
  const trustline = {
    type: 'trustline',
    accountId: source,
    asset: asset.name,
    balance: 0n,
    limit,
    flags: newTrustlineFlags(issuer.flags),
    buyingLiabilities: 0n,
    sellingLiabilities: 0n,
  } as const;
  writeTrustline(overlay, trustline, ledger.sequence);
  return succeed(result(R.changeTrustSuccess()));
}
