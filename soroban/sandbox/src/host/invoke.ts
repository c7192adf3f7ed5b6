import type { xdr } from '@stellar/stellar-sdk';
import { createContractFromXdr } from './auth/invocation.ts';
import type { Invocation, InvokeInput, InvokeResult, Resources } from './boundary.ts';
import { callContract } from './call.ts';
import { addressFromXdr, isContract } from './codec/address.ts';
import { fromScVal, symbolFromXdr } from './codec/value-from-xdr.ts';
import { HostError } from './error.ts';
import { Host } from './host.ts';
import { createContract, uploadWasm } from './lifecycle.ts';
import { runAs } from './link.ts';
import { chargeInputs, chargeOutputs } from './metering.ts';
import { bytesVal, type HostVal } from './value.ts';

/**
 * Runs one host function of a transaction against a ledger, and says what it would change. Changes nothing itself.
 * With a footprint and authorization entries this is execution; with `'record'` and `{ record }`, simulation.
 */
export function invokeHostFunction(input: InvokeInput): InvokeResult {
  let host: Host;
  try {
    host = new Host(input);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { ok: false, error, ...nothing(input) };
  }
  try {
    const value = runAs(host, () => host.withFrame({ contract: undefined }, () => run(host, input.function)));
    // Execution pays for decoding its footprint before it starts; recording knows it only now.
    if (input.footprint === 'record') chargeInputs(host.budget, [], host.storage.footprintKeys);
    const result = outcome(host, input, true);
    chargeOutputs(host.budget, value, result.events, result.changes.values(), host.storage.footprintKeys);
    return { ok: true, value, ...result, resources: resourcesOf(host) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { ok: false, error, ...outcome(host, input, false) };
  }
}

function run(host: Host, f: xdr.HostFunction): HostVal {
  switch (f.type) {
    case 'hostFunctionTypeInvokeContract': {
      const { contractAddress, functionName, args } = f.invokeContract;
      const contract = addressFromXdr(contractAddress);
      if (!isContract(contract)) {
        throw new HostError('Value', 'UnexpectedType', "invoked address doesn't belong to a contract");
      }
      const values = args.map(fromScVal);
      chargeInputs(host.budget, values, host.storage.footprintKeys);
      return callContract(host, contract, symbolFromXdr(functionName.bytes), values);
    }
    case 'hostFunctionTypeCreateContract':
      return createContract(host, createContractFromXdr(f.createContract));
    case 'hostFunctionTypeCreateContractV2':
      return createContract(host, createContractFromXdr(f.createContractV2));
    case 'hostFunctionTypeUploadContractWasm':
      return bytesVal(uploadWasm(host, f.wasm));
  }
}

function outcome(host: Host, input: InvokeInput, ok: boolean): Invocation {
  return {
    changes: ok ? host.storage.changes() : new Map(),
    events: ok ? host.events.contractEvents() : [],
    diagnosticEvents: host.diagnostics ? host.events.diagnosticEvents() : [],
    auth: 'record' in input.auth ? (ok ? host.auth.recorded() : host.auth.demanded()) : input.auth,
    footprint: input.footprint === 'record' ? host.storage.footprint() : input.footprint,
    restored: host.storage.restored(),
    resources: resourcesOf(host),
  };
}

function resourcesOf({ budget }: Host): Resources {
  return { instructions: budget.instructions, memoryBytes: budget.memoryPeak };
}

function nothing(input: InvokeInput): Invocation {
  return {
    changes: new Map(),
    events: [],
    diagnosticEvents: [],
    auth: 'record' in input.auth ? [] : input.auth,
    footprint: input.footprint === 'record' ? { readOnly: [], readWrite: [] } : input.footprint,
    restored: [],
    resources: { instructions: 0, memoryBytes: 0 },
  };
}
