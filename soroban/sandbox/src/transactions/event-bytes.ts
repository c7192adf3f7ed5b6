import type { ContractEvent, DiagnosticEvent } from '../host/boundary.ts';
import { writeVal } from '../host/codec/value.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { addressBytes } from '../host/values/address.ts';
import { HostError } from '../host/values/error.ts';
import { type HostVal, symbolVal } from '../host/values/value.ts';

/** `ContractEventType`. */
const EVENT_TYPES = { system: 0, contract: 1, diagnostic: 2 } as const;

const writer = new XdrWriter();

/** XDR of `ContractEvent`. */
export function eventBytes(event: ContractEvent): Uint8Array {
  return writer.encode(() => writeEvent(event));
}

/** XDR of `DiagnosticEvent`. */
export function diagnosticEventBytes({ inSuccessfulCall, event }: DiagnosticEvent): Uint8Array {
  return writer.encode(() => {
    writer.u32(inSuccessfulCall ? 1 : 0);
    writeEvent(event);
  });
}

/** The diagnostic event the network adds when something outside of a contract goes wrong. */
export function errorEventBytes(error: HostVal, reason: string): Uint8Array {
  return diagnosticEventBytes({
    inSuccessfulCall: false,
    event: {
      type: 'diagnostic',
      contract: undefined,
      topics: [symbolVal('error'), error],
      data: { type: 'string', value: Buffer.from(reason) },
    },
  });
}

export function internalErrorEvent(cause: unknown): Uint8Array {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return errorEventBytes(new HostError('Context', 'InternalError', text).value, text);
}

function writeEvent(event: ContractEvent): void {
  writer.u32(0);
  writer.u32(event.contract === undefined ? 0 : 1);
  if (event.contract !== undefined) writer.fixed(addressBytes(event.contract));
  writer.u32(EVENT_TYPES[event.type]);
  writer.u32(0);
  writer.u32(event.topics.length);
  for (const topic of event.topics) writeVal(writer, topic);
  writeVal(writer, event.data);
}
