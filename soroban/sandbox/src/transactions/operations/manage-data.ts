import { xdr } from '@stellar/stellar-sdk';
import type { LedgerKey } from '../../host/boundary.ts';
import { bytesOf } from '../../host/codec/address.ts';
import { hex } from '../../host/codec/hex.ts';
import { ledgerKeyString } from '../../host/codec/ledger-key.ts';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { MAX_SUBENTRIES, minimumBalance } from '../validity.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.ManageDataResult;
const result = (inner: xdr.ManageDataResult) => xdr.OperationResult.opInner(xdr.OperationResultTr.manageData(inner));

/** Sets, changes or removes a named value of the source account. */
export function manageData(operation: xdr.ManageDataOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  const name = operation.dataName.bytes;
  if (name.length === 0 || !isPrintable(name)) return fail(result(R.manageDataInvalidName()));
  const key: LedgerKey = { type: 'data', accountId: source, name: hex(name) };
  const isThere = overlay.get(ledgerKeyString(key)) !== undefined;
  const account = readAccount(overlay, source)!;
  if (operation.dataValue === null) {
    if (!isThere) return fail(result(R.manageDataNameNotFound()));
    overlay.set(key, undefined);
    writeAccount(overlay, { ...account, subEntries: account.subEntries - 1 }, ledger.sequence);
    return succeed(result(R.manageDataSuccess()));
  }
  if (!isThere) {
    const subEntries = account.subEntries + 1;
    if (subEntries > MAX_SUBENTRIES) return fail(xdr.OperationResult.opTooManySubentries());
    if (account.balance - account.sellingLiabilities < minimumBalance(subEntries)) {
      return fail(result(R.manageDataLowReserve()));
    }
    writeAccount(overlay, { ...account, subEntries }, ledger.sequence);
  }
  const entry = { ...key, value: bytesOf(operation.dataValue) } as const;
  overlay.set(key, { entry, lastModified: ledger.sequence });
  return succeed(result(R.manageDataSuccess()));
}

/** `isStringValid` of stellar-core: ASCII without control characters. */
const isPrintable = (name: Uint8Array): boolean => name.every((byte) => byte >= 0x20 && byte < 0x7f);
