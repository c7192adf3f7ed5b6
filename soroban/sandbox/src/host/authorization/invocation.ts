import { xdr } from '@stellar/stellar-sdk';
import { addressFromXdr } from '../codec/address.ts';
import {
  type CreateContract,
  createContractFromXdr,
  executableVal,
  preimageToXdr,
} from '../codec/contract-creation.ts';
import { addressToXdr, executableToXdr, toScVal, writeAddress, writeVal } from '../codec/value.ts';
import { fromScVal, symbolFromXdr } from '../codec/value-from-xdr.ts';
import type { XdrWriter } from '../codec/writer.ts';
import type { Budget } from '../costs/budget.ts';
import { compareLists, compareVals } from '../objects/compare.ts';
import { compareScVals } from '../storage/ledger-key-map.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { struct, variant } from '../values/structured.ts';
import { addressVal, type HostVal, type SymbolVal, symbolVal } from '../values/value.ts';

/** `SorobanAuthorizedFunctionType` of a call. */
const CONTRACT_FUNCTION = 0;

export type ContractCall = {
  readonly type: 'contractCall';
  readonly contract: string;
  /** The function's name. */
  readonly symbol: SymbolVal;
  readonly args: readonly HostVal[];
};

/** What can be authorized: calling a contract, or creating one. */
export type AuthorizedFunction = ContractCall | CreateContract;

/** A tree of what somebody authorized. Each node is good for one use. */
export type AuthorizedInvocation = {
  readonly function: AuthorizedFunction;
  readonly subInvocations: AuthorizedInvocation[];
  exhausted: boolean;
};

/** Comparing is paid for as far as it goes: addresses, names, arguments one by one. */
export function sameFunction(a: AuthorizedFunction, b: AuthorizedFunction, budget: Budget): boolean {
  if (a.type === 'contractCall') {
    return (
      b.type === 'contractCall' &&
      sameVal(addressVal(a.contract), addressVal(b.contract), budget) &&
      isObject(a.symbol) === isObject(b.symbol) &&
      sameVal(a.symbol, b.symbol, budget) &&
      compareLists(a.args, b.args, budget) === 0
    );
  }
  return b.type === 'createContract' && sameCreation(a, b, budget);
}

const sameVal = (a: HostVal, b: HostVal, budget: Budget): boolean => compareVals(a, b, budget) === 0;

/** Declared sizes in bytes. */
const PREIMAGE_BYTES = 80;
const EXECUTABLE_BYTES = 72;

function sameCreation(a: CreateContract, b: CreateContract, budget: Budget): boolean {
  const same = (x: Uint8Array, y: Uint8Array): boolean => Buffer.compare(x, y) === 0;
  budget.compare(PREIMAGE_BYTES);
  if (!same(preimageToXdr(a.preimage).toXdr(), preimageToXdr(b.preimage).toXdr())) return false;
  budget.compare(EXECUTABLE_BYTES);
  if (!same(executableToXdr(a.executable).toXdr(), executableToXdr(b.executable).toXdr())) return false;
  // Arguments of a creation stay XDR values.
  for (let i = 0; i < a.args.length && i < b.args.length; i++) {
    if (compareScVals(a.args[i]!, b.args[i]!, budget) !== 0) return false;
  }
  return a.args.length === b.args.length;
}

function functionFromXdr(f: xdr.SorobanAuthorizedFunction): AuthorizedFunction {
  switch (f.type) {
    case 'sorobanAuthorizedFunctionTypeContractFn':
      return {
        type: 'contractCall',
        contract: addressFromXdr(f.contractFn.contractAddress),
        symbol: symbolVal(symbolFromXdr(f.contractFn.functionName.bytes)),
        args: f.contractFn.args.map(fromScVal),
      };
    case 'sorobanAuthorizedFunctionTypeCreateContractHostFn':
      return createContractFromXdr(f.createContractHostFn);
    case 'sorobanAuthorizedFunctionTypeCreateContractV2HostFn':
      return createContractFromXdr(f.createContractV2HostFn);
  }
}

export function functionToXdr(f: AuthorizedFunction): xdr.SorobanAuthorizedFunction {
  if (f.type === 'contractCall') {
    return xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
      new xdr.InvokeContractArgs({
        contractAddress: addressToXdr(f.contract),
        functionName: f.symbol.value,
        args: f.args.map(toScVal),
      }),
    );
  }
  // Both versions of the host function are authorized by the second version's arguments, as the network has it.
  return xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeCreateContractV2HostFn(
    new xdr.CreateContractArgsV2({
      contractIdPreimage: preimageToXdr(f.preimage),
      executable: executableToXdr(f.executable),
      constructorArgs: f.args.map(toScVal),
    }),
  );
}

export function invocationFromXdr(invocation: xdr.SorobanAuthorizedInvocation): AuthorizedInvocation {
  return {
    function: functionFromXdr(invocation.function),
    subInvocations: invocation.subInvocations.map(invocationFromXdr),
    exhausted: false,
  };
}

export function invocationToXdr(invocation: AuthorizedInvocation): xdr.SorobanAuthorizedInvocation {
  return new xdr.SorobanAuthorizedInvocation({
    function: functionToXdr(invocation.function),
    subInvocations: invocation.subInvocations.map(invocationToXdr),
  });
}

/** The same as bytes. */
export function writeInvocation(writer: XdrWriter, { function: f, subInvocations }: AuthorizedInvocation): void {
  if (f.type === 'contractCall') {
    writer.u32(CONTRACT_FUNCTION);
    writeAddress(writer, f.contract);
    writer.latin1(f.symbol.value);
    writer.u32(f.args.length);
    for (const arg of f.args) writeVal(writer, arg);
  } else {
    writer.fixed(functionToXdr(f).toXdr());
  }
  writer.u32(subInvocations.length);
  for (const sub of subInvocations) writeInvocation(writer, sub);
}

/** The tree, flattened, as `__check_auth` receives it: a vector of `Context`. */
export function authContexts(invocation: AuthorizedInvocation): HostVal {
  const contexts: HostVal[] = [];
  const visit = (node: AuthorizedInvocation): void => {
    contexts.push(authContext(node.function));
    node.subInvocations.forEach(visit);
  };
  visit(invocation);
  return { type: 'vec', value: contexts };
}

function authContext(f: AuthorizedFunction): HostVal {
  if (f.type === 'contractCall') {
    return variant(
      'Contract',
      struct({
        args: { type: 'vec', value: f.args },
        contract: { type: 'address', value: f.contract },
        fn_name: f.symbol,
      }),
    );
  }
  if (f.executable.type === 'stellarAsset' || f.preimage.type === 'asset') {
    throw new HostError(
      'Auth',
      'InvalidInput',
      'StellarAsset executable is not allowed when authorizing create_contract host fn',
    );
  }
  const creation = {
    executable: executableVal(f.executable),
    salt: { type: 'bytes', value: f.preimage.salt },
  } as const;
  if (f.args.length === 0) return variant('CreateContractHostFn', struct(creation));
  const constructor_args: HostVal = { type: 'vec', value: f.args };
  return variant('CreateContractWithCtorHostFn', struct({ ...creation, constructor_args }));
}
