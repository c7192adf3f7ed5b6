import { Budget } from './budget.ts';
import { COST } from './costs.ts';
import type { CostInputs } from './module-cache.ts';

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

/** Bytes of memory a parsed module takes: what code is rented by, besides its own size. */
export function parsedModuleBytes(inputs: CostInputs): number {
  const budget = new Budget({ instructions: Number.POSITIVE_INFINITY, memoryBytes: Number.POSITIVE_INFINITY });
  chargeParsing(budget, inputs);
  return budget.memoryBytes;
}

/** Instantiating a module for a call. */
export function chargeInstantiation(budget: Budget, inputs: CostInputs): void {
  budget.spend(COST.InstantiateWasmInstructions);
  budget.spend(COST.InstantiateWasmFunctions, inputs.functions);
  budget.spend(COST.InstantiateWasmGlobals, inputs.globals);
  budget.spend(COST.InstantiateWasmTableEntries, inputs.tableEntries);
  budget.spend(COST.InstantiateWasmDataSegments, inputs.dataSegments);
  budget.spend(COST.InstantiateWasmElemSegments, inputs.elementSegments);
  budget.spend(COST.InstantiateWasmImports, inputs.imports);
  budget.spend(COST.InstantiateWasmExports, inputs.exports);
  budget.spend(COST.InstantiateWasmDataSegmentBytes, inputs.dataSegmentBytes);
}
