import { xdr } from '@stellar/stellar-sdk';
import { readAccount, writeAccount } from '../../ledger/state.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const result = (inner: xdr.BumpSequenceResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.bumpSequence(inner));

export function bumpSequence(operation: xdr.BumpSequenceOp, context: OperationContext): OperationOutcome {
  const { overlay, source, ledger } = context;
  if (operation.bumpTo < 0n) return fail(result(xdr.BumpSequenceResult.bumpSequenceBadSeq()));
  const account = readAccount(overlay, source)!;
  // A number below the present one is no error, and changes nothing but when the sequence was last touched.
  const raised = operation.bumpTo > account.sequence;
  const bumped = {
    ...account,
    sequence: raised ? operation.bumpTo : account.sequence,
    sequenceLedger: ledger.sequence,
    sequenceTime: ledger.timestamp,
  };
  writeAccount(overlay, bumped, ledger.sequence);
  return succeed(result(xdr.BumpSequenceResult.bumpSequenceSuccess()));
}
