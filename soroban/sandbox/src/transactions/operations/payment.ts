import { xdr } from '@stellar/stellar-sdk';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { accountOfMuxed } from '../account-keys.ts';
import { type IssuedAsset, issuedAsset, isTrustlineAuthorized, readTrustline, writeTrustline } from '../trustlines.ts';
import { availableBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.PaymentResult;
const result = (inner: xdr.PaymentResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.payment(inner));

const MAX_BALANCE = 2n ** 63n - 1n;

/** Moves lumens between accounts, or an issued asset between trustlines. The receiver's side is checked first. */
export function payment(operation: xdr.PaymentOp, context: OperationContext): OperationOutcome {
  const { asset, amount } = operation;
  const destination = accountOfMuxed(operation.destination);
  const issued = issuedAsset(asset);
  if (amount <= 0n || (asset.type !== 'assetTypeNative' && issued === undefined)) {
    return fail(result(R.paymentMalformed()));
  }
  const refused =
    issued === undefined
      ? payLumens(destination, amount, context)
      : (receive(destination, issued, amount, context) ?? pay(issued, amount, context));
  return refused === undefined ? succeed(result(R.paymentSuccess())) : fail(result(refused));
}

function payLumens(
  destination: string,
  amount: bigint,
  { overlay, source, ledger }: OperationContext,
): xdr.PaymentResult | undefined {
  if (destination === source) return undefined;
  const payee = readAccount(overlay, destination);
  if (payee === undefined) return R.paymentNoDestination();
  if (payee.balance + amount > MAX_BALANCE - payee.buyingLiabilities) return R.paymentLineFull();
  const payer = readAccount(overlay, source)!;
  if (availableBalance(payer) < amount) return R.paymentUnderfunded();
  writeAccount(overlay, { ...payer, balance: payer.balance - amount }, ledger.sequence);
  writeAccount(overlay, { ...payee, balance: payee.balance + amount }, ledger.sequence);
  return undefined;
}

function receive(
  destination: string,
  asset: IssuedAsset,
  amount: bigint,
  { overlay, ledger }: OperationContext,
): xdr.PaymentResult | undefined {
  // What an issuer receives is burned, whether its account still exists or not.
  if (destination === asset.issuer) return undefined;
  if (readAccount(overlay, destination) === undefined) return R.paymentNoDestination();
  const trustline = readTrustline(overlay, destination, asset);
  if (trustline === undefined) return R.paymentNoTrust();
  if (!isTrustlineAuthorized(trustline)) return R.paymentNotAuthorized();
  const balance = trustline.balance + amount;
  if (balance > trustline.limit - trustline.buyingLiabilities) return R.paymentLineFull();
  writeTrustline(overlay, { ...trustline, balance }, ledger.sequence);
  return undefined;
}

function pay(
  asset: IssuedAsset,
  amount: bigint,
  { overlay, source, ledger }: OperationContext,
): xdr.PaymentResult | undefined {
  if (source === asset.issuer) return undefined;
  const trustline = readTrustline(overlay, source, asset);
  if (trustline === undefined) return R.paymentSrcNoTrust();
  if (!isTrustlineAuthorized(trustline)) return R.paymentSrcNotAuthorized();
  const balance = trustline.balance - amount;
  if (balance < trustline.sellingLiabilities) return R.paymentUnderfunded();
  writeTrustline(overlay, { ...trustline, balance }, ledger.sequence);
  return undefined;
}
