import type { Budget } from '../costs/budget.ts';
import type { ContractInstanceVal, HostVal, MapEntry, SymbolVal } from '../values/value.ts';
import type { Vm } from '../vm/vm.ts';
import type { Prng } from './prng.ts';

/** A running contract call: what it was called with, and what belongs to it alone. */
export class ContractFrame {
  readonly contract: string;
  /** The function's name, as the very object that it was called by. */
  readonly symbol: SymbolVal;
  readonly args: readonly HostVal[];
  readonly instance: ContractInstanceVal;
  readonly budget: Budget;
  /** Absent for contracts that are built in. */
  readonly vm: Vm | undefined;
  /** Objects the contract holds: the index, doubled, is the handle. */
  readonly handles: HostVal[] = [];
  /** Instance storage, once it was touched. */
  instanceStorage: readonly MapEntry[] | undefined;
  instanceModified = false;
  prng: Prng | undefined;

  constructor(
    contract: string,
    symbol: SymbolVal,
    args: readonly HostVal[],
    instance: ContractInstanceVal,
    budget: Budget,
    vm: Vm | undefined,
  ) {
    this.contract = contract;
    this.symbol = symbol;
    this.args = args;
    this.instance = instance;
    this.budget = budget;
    this.vm = vm;
  }

  get functionName(): string {
    return this.symbol.value;
  }
}

/** The outermost frame: the host function of the transaction, which belongs to no contract. */
export type HostFunctionFrame = { readonly contract: undefined };

export type Frame = ContractFrame | HostFunctionFrame;
