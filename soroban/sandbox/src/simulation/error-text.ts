import type { DiagnosticEvent } from '../host/boundary.ts';
import { formatErrorValue, type HostError } from '../host/values/error.ts';
import type { HostVal, MapEntry } from '../host/values/value.ts';
import type { TracedCall } from '../host/vm/call-trace.ts';
import { traceText } from './trace.ts';

/** Events shown, newest first, as the real host shows them. */
const MAX_EVENTS = 25;

/**
 * The text a failed simulation answers, in the form of the network's host: clients look for `Error(Contract, #n)` in
 * its first line, people read the events below, and after them where in the sources it happened, if that is known.
 */
export function simulationError(
  error: HostError,
  events: readonly DiagnosticEvent[],
  trace: readonly TracedCall[] = [],
): string {
  const lines = [...events]
    .reverse()
    .slice(0, MAX_EVENTS)
    .map(({ event }, index) => {
      const kind = event.type === 'contract' ? 'Contract Event' : 'Diagnostic Event';
      const contract = event.contract === undefined ? '' : `contract:${event.contract}, `;
      const topics = event.topics.map(formatVal).join(', ');
      return `   ${index}: [${kind}] ${contract}topics:[${topics}], data:${formatVal(event.data)}`;
    });
  const log = lines.length === 0 ? `\n${error.reason}\n` : `\nEvent log (newest first):\n${lines.join('\n')}\n`;
  return `HostError: ${error.short}\n${log}${traceText(trace)}`;
}

function formatVal(value: HostVal): string {
  switch (value.type) {
    case 'void':
      return 'Void';
    case 'bool':
      return String(value.value);
    case 'error':
      return formatErrorValue(value.errorType, value.code);
    case 'bytes':
    case 'executableTag':
      return `Bytes(${Buffer.from(value.value).toString('hex')})`;
    case 'string':
      return JSON.stringify(Buffer.from(value.value).toString());
    case 'vec':
      return `[${value.value.map(formatVal).join(', ')}]`;
    case 'map':
      return `{${value.value.map(formatEntry).join(', ')}}`;
    case 'ledgerKeyContractInstance':
      return 'LedgerKeyContractInstance';
    case 'ledgerKeyNonce':
      return `LedgerKeyNonce(${value.nonce})`;
    case 'contractInstance':
      return 'ContractInstance';
    default:
      return String(value.value);
  }
}

function formatEntry([key, value]: MapEntry): string {
  return `${formatVal(key)}: ${formatVal(value)}`;
}
