import { xdr } from '@stellar/stellar-sdk';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { accountOfMuxed } from '../account-keys.ts';
import { availableBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const result = (inner: xdr.PaymentResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.payment(inner));

const MAX_BALANCE = 2n ** 63n - 1n;

/** Moves lumens. Issued assets are moved by their contract here, not by this operation. */
export function payment(operation: xdr.PaymentOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const R = xdr.PaymentResult;
  if (operation.asset.type !== 'assetTypeNative') return fail(xdr.OperationResult.opNotSupported());
  if (operation.amount <= 0n) return fail(result(R.paymentMalformed()));

  const destination = accountOfMuxed(operation.destination);
  if (readAccount(overlay, destination) === undefined) return fail(result(R.paymentNoDestination()));
  const payer = readAccount(overlay, source)!;
  if (destination === source) return succeed(result(R.paymentSuccess()));
  if (availableBalance(payer) < operation.amount) return fail(result(R.paymentUnderfunded()));
  const payee = readAccount(overlay, destination)!;
  if (payee.balance + operation.amount > MAX_BALANCE - payee.buyingLiabilities) {
    return fail(result(R.paymentLineFull()));
  }

  writeAccount(overlay, { ...payer, balance: payer.balance - operation.amount }, ledger.sequence);
  writeAccount(overlay, { ...payee, balance: payee.balance + operation.amount }, ledger.sequence);
  return succeed(result(R.paymentSuccess()));
}
