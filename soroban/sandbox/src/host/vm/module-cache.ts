/// <reference path="./wasm/webassembly.d.ts" />

import type { CostInputs } from '../boundary.ts';
import { COMPLETE_CODE_COSTS } from '../protocols.ts';
import { HostError } from '../values/error.ts';
import { type DebugPlaces, debugPlaces } from './wasm/debug-places.ts';
import type { Instrumented } from './wasm/instrument.ts';
import type { LineHits } from './wasm/line-hits.ts';
import { KIND, type MemoryLimits, type ModuleShape } from './wasm/module-shape.ts';
import { functionType, validateContract } from './wasm/validate.ts';

/** What one export is to a caller: a function of so many 64-bit values, or something that cannot be called. */
export type ContractExport = { readonly parameters: number } | 'not a function';

/** One instance of a contract, and what it takes to set it back. */
export type VmInstance = {
  readonly exports: Record<string, WebAssembly.ExportValue>;
  readonly memory: WebAssembly.Memory | undefined;
  readonly globals: readonly { readonly global: WebAssembly.Global; readonly initial: unknown }[];
  /** Memory as the data segments left it. */
  readonly image: Uint8Array | undefined;
};

/** A contract ready to run. Shared by all invocations of the process. */
export type ContractModule = {
  readonly module: WebAssembly.Module;
  readonly protocol: number;
  readonly exports: ReadonlyMap<string, ContractExport>;
  readonly memory: MemoryLimits | undefined;
  readonly globals: readonly string[];
  readonly reusable: boolean;
  readonly costInputs: CostInputs;
  /** Different functions of the host that it imports. */
  readonly imported: number;
  /** Where its code comes from, when it is a debug build. */
  readonly places: DebugPlaces | undefined;
  /** What is counted of its sources, when that is what it runs for. */
  readonly hits: LineHits | undefined;
  /** Instances set back to their first state. */
  readonly idle: VmInstance[];
};

/** Modules are small and few; beyond this many of a protocol the oldest go. */
const CAPACITY = 256;
/** By the protocol for which they were checked, and by hash. */
const caches = new Map<number, Map<string, ContractModule>>();

/** The module of a contract by hash, compiled on first use. Throws `WasmVm` errors for what the network refuses. */
export function contractModule(hash: string, wasm: Uint8Array, ledgerProtocol: number): ContractModule {
  const cache = caches.get(ledgerProtocol) ?? new Map<string, ContractModule>();
  const known = cache.get(hash);
  if (known !== undefined) return known;
  const module = compile(wasm, ledgerProtocol);
  const oldest = cache.keys().next().value;
  if (cache.size >= CAPACITY && oldest !== undefined) cache.delete(oldest);
  cache.set(hash, module);
  caches.set(ledgerProtocol, cache);
  return module;
}

const covered = new WeakMap<LineHits, ContractModule>();

/** A build for debugging that counts what runs of its sources. */
export function coveredModule(wasm: Uint8Array, hits: LineHits, ledgerProtocol: number): ContractModule {
  const module = covered.get(hits) ?? compile(wasm, ledgerProtocol, hits);
  covered.set(hits, module);
  return module;
}

function compile(wasm: Uint8Array, ledgerProtocol: number, hits?: LineHits): ContractModule {
  const { shape, protocol, metered } = validateContract(wasm, ledgerProtocol, hits);
  const exports = new Map<string, ContractExport>();
  for (const { name, kind, index } of shape.exports) {
    const parameters = kind === KIND.function ? functionType(shape, index)?.parameters.length : undefined;
    exports.set(name, parameters === undefined ? 'not a function' : { parameters });
  }
  try {
    return {
      module: new WebAssembly.Module(metered.wasm),
      protocol,
      exports,
      memory: shape.memory,
      globals: metered.globals,
      reusable: metered.reusable,
      costInputs: costInputs(shape, metered, ledgerProtocol),
      imported: new Set(shape.imports.map(({ module, name }) => `${module}.${name}`)).size,
      places: hits === undefined ? debugPlaces(wasm, shape, metered.wasm) : undefined,
      hits,
      idle: [],
    };
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) throw new HostError('WasmVm', 'InvalidAction', error.message);
    throw error;
  }
}

/** What was forgotten before protocol 29: branch tables by their targets, and custom sections, as if they were data. */
function costInputs(shape: ModuleShape, metered: Instrumented, ledgerProtocol: number): CostInputs {
  const isComplete = ledgerProtocol >= COMPLETE_CODE_COSTS;
  return {
    instructions: metered.instructions + (isComplete ? metered.branchTargets : 0),
    functions: shape.functions.length,
    globals: shape.globals.length,
    tableEntries: shape.tableEntries,
    types: shape.types.length,
    dataSegments: shape.data.segments + (isComplete ? shape.customSections.sections : 0),
    elementSegments: shape.elementSegments,
    imports: shape.imports.length,
    exports: shape.exports.length,
    dataSegmentBytes: shape.data.bytes + (isComplete ? shape.customSections.bytes : 0),
  };
}
