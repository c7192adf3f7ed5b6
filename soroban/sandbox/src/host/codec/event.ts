import { xdr } from '@stellar/stellar-sdk';
import type { ContractEvent, DiagnosticEvent } from '../boundary.ts';
import { addressBytes } from '../values/address.ts';
import { toScVal } from './value.ts';

export function eventToXdr(event: ContractEvent): xdr.ContractEvent {
  return new xdr.ContractEvent({
    ext: xdr.ExtensionPoint.v0(),
    contractId: event.contract === undefined ? null : new xdr.ContractId(addressBytes(event.contract)),
    type: xdr.ContractEventType[event.type],
    body: xdr.ContractEventBody.v0(
      new xdr.ContractEventV0({ topics: event.topics.map(toScVal), data: toScVal(event.data) }),
    ),
  });
}

export function diagnosticEventToXdr(event: DiagnosticEvent): xdr.DiagnosticEvent {
  return new xdr.DiagnosticEvent({
    inSuccessfulContractCall: event.inSuccessfulCall,
    event: eventToXdr(event.event),
  });
}
