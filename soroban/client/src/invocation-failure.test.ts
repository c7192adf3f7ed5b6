import { xdr } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { failureFromResult, failureFromSimulation } from './invocation-failure.ts';

const names = new Map([[42, 'DuplicateOperation']]);

describe('a failed simulation', () => {
  test.each([
    [
      'HostError: Error(Contract, #42)\n\nEvent log (newest first):\n   0: [Diagnostic Event] …',
      { contractError: { code: 42, name: 'DuplicateOperation' }, text: 'contract error DuplicateOperation (#42)' },
    ],
    ['HostError: Error(Contract, #7)', { contractError: { code: 7, name: undefined }, text: 'contract error #7' }],
    ['HostError: Error(Auth, InvalidAction)\n\nEvent log', { text: 'Error(Auth, InvalidAction)' }],
    ['host invocation failed\n\nmore', { text: 'host invocation failed' }],
  ])('%j', (text, failure) => {
    expect(failureFromSimulation(text, names)).toEqual(failure);
  });
});

describe('a failed transaction', () => {
  const result = new xdr.TransactionResult({
    feeCharged: 100n,
    result: xdr.TransactionResultResult.txFailed([
      xdr.OperationResult.opInner(
        xdr.OperationResultTr.invokeHostFunction(xdr.InvokeHostFunctionResult.invokeHostFunctionTrapped()),
      ),
    ]),
    ext: xdr.TransactionResultExt.v0(),
  });

  const errorEvent = (error: xdr.ScError): xdr.DiagnosticEvent =>
    new xdr.DiagnosticEvent({
      inSuccessfulContractCall: false,
      event: new xdr.ContractEvent({
        ext: xdr.ExtensionPoint.v0(),
        contractId: null,
        type: xdr.ContractEventType.diagnostic,
        body: xdr.ContractEventBody.v0(
          new xdr.ContractEventV0({
            topics: [xdr.ScVal.scvSymbol('error'), xdr.ScVal.scvError(error)],
            data: xdr.ScVal.scvVoid(),
          }),
        ),
      }),
    });

  test('tells the contract error that its diagnostic events name', () => {
    const failure = failureFromResult(result, [errorEvent(xdr.ScError.sceContract(42))], names);
    expect(failure.contractError).toEqual({ code: 42, name: 'DuplicateOperation' });
  });

  test('tells the operation result where the network keeps no diagnostic events', () => {
    expect(failureFromResult(result, [], names)).toEqual({ text: 'invokeHostFunctionTrapped' });
  });
});
