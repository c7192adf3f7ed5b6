import type { CostInputs } from '../boundary.ts';
import { Budget, NO_LIMITS } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import type { ContractModule } from './module-cache.ts';

/** Parsing a module; paid by uploads and by calls of code that is not cached. */
export function chargeParsing(budget: Budget, inputs: CostInputs): void {
  budget.spend(COST.ParseWasmInstructions, inputs.instructions);
  budget.spend(COST.ParseWasmFunctions, inputs.functions);
  budget.spend(COST.ParseWasmGlobals, inputs.globals);
  budget.spend(COST.ParseWasmTableEntries, inputs.tableEntries);
  budget.spend(COST.ParseWasmTypes, inputs.types);
  budget.spend(COST.ParseWasmDataSegments, inputs.dataSegments);
  budget.spend(COST.ParseWasmElemSegments, inputs.elementSegments);
  budget.spend(COST.ParseWasmImports, inputs.imports);
  budget.spend(COST.ParseWasmExports, inputs.exports);
  budget.spend(COST.ParseWasmDataSegmentBytes, inputs.dataSegmentBytes);
}

/** Declared size of a function's name and of its module's, in bytes. */
const IMPORT_BYTES = 40;

/** Looking at what a module imports: to link it, if it is not cached, and whenever an instance is made. */
export function chargeLinking(budget: Budget, { imported }: ContractModule): void {
  budget.collect(imported, IMPORT_BYTES);
}

/** Bytes of memory a parsed module takes: what code is rented by, besides its own size. */
export function parsedModuleBytes(inputs: CostInputs): number {
  const budget = new Budget(NO_LIMITS);
  chargeParsing(budget, inputs);
  return budget.memoryBytes;
}

/** Instantiating a module for a call. */
export function chargeInstantiation(budget: Budget, module: ContractModule): void {
  const inputs = module.costInputs;
  budget.spend(COST.InstantiateWasmInstructions);
  budget.spend(COST.InstantiateWasmFunctions, inputs.functions);
  budget.spend(COST.InstantiateWasmGlobals, inputs.globals);
  budget.spend(COST.InstantiateWasmTableEntries, inputs.tableEntries);
  budget.spend(COST.InstantiateWasmDataSegments, inputs.dataSegments);
  budget.spend(COST.InstantiateWasmElemSegments, inputs.elementSegments);
  budget.spend(COST.InstantiateWasmImports, inputs.imports);
  budget.spend(COST.InstantiateWasmExports, inputs.exports);
  budget.spend(COST.InstantiateWasmDataSegmentBytes, inputs.dataSegmentBytes);
  chargeLinking(budget, module);
}
