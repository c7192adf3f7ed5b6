import { type CallHost, callContract } from '../calls/call.ts';
import type { Metered } from '../costs/metered.ts';
import { ADDRESS_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { isContract } from '../values/address.ts';
import { HostError, isRecoverable } from '../values/error.ts';
import { type AddressVal, type HostVal, type SymbolVal, symbolVal, textVal, vecVal } from '../values/value.ts';

type CallingHost = CallHost & {
  report(error: HostError): void;
  diagnose(topics: readonly HostVal[], values: readonly HostVal[]): void;
};

/** The contract that is called. Whatever else an address belongs to ends the caller too, even if it only tries. */
function called(host: Metered, address: AddressVal, args: readonly HostVal[]): string {
  host.budget.collect(args.length, VAL_BYTES);
  host.budget.copy(ADDRESS_BYTES);
  if (!isContract(address.value)) throw new HostError('Object', 'InvalidInput', 'not a contract address', [address]);
  return address.value;
}

function reportFailedCall(
  host: CallingHost,
  error: unknown,
  reason: string,
  name: SymbolVal,
  args: readonly HostVal[],
): void {
  if (!(error instanceof HostError)) return;
  host.report(error);
  host.diagnose([symbolVal('error'), error.value], [textVal(reason), name, vecVal(args)]);
}

export const call: HostModule<'d', CallingHost> = {
  call(host, address, name, args) {
    const contract = called(host, address, args);
    try {
      return callContract(host, contract, name, args);
    } catch (error) {
      reportFailedCall(host, error, 'contract call failed', name, args);
      throw error;
    }
  },
  try_call(host, address, name, args) {
    const contract = called(host, address, args);
    try {
      return callContract(host, contract, name, args);
    } catch (error) {
      reportFailedCall(host, error, 'contract try_call failed', name, args);
      if (!(error instanceof HostError) || !isRecoverable(error)) throw error;
      // Callers may rely on a contract's own errors; what went wrong in the host is none of their business.
      if (error.type === 'Contract') return error.value;
      return new HostError('Context', 'InvalidAction', 'the call failed').value;
    }
  },
};
