import { xdr } from '@stellar/stellar-sdk';
import { newAccount } from '../../host/storage/new-account.ts';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { accountOfId } from '../account-keys.ts';
import { availableBalance, minimumBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const result = (inner: xdr.CreateAccountResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.createAccount(inner));

export function createAccount(operation: xdr.CreateAccountOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const destination = accountOfId(operation.destination);
  const amount = operation.startingBalance;
  const R = xdr.CreateAccountResult;

  if (amount < 0n || destination === source) return fail(result(R.createAccountMalformed()));
  if (readAccount(overlay, destination) !== undefined) return fail(result(R.createAccountAlreadyExist()));
  if (amount < minimumBalance(0)) return fail(result(R.createAccountLowReserve()));
  const payer = readAccount(overlay, source)!;
  if (availableBalance(payer) < amount) return fail(result(R.createAccountUnderfunded()));

  writeAccount(overlay, { ...payer, balance: payer.balance - amount }, ledger.sequence);
  writeAccount(overlay, newAccount(destination, amount, ledger.sequence), ledger.sequence);
  return succeed(result(R.createAccountSuccess()));
}
