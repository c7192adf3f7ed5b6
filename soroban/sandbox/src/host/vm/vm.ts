/// <reference path="./wasm/webassembly.d.ts" />
import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import { fuelGlobal, isFuelExhausted } from '../costs/fuel.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import { hostImports } from './linked.ts';
import type { ContractModule, VmInstance } from './module-cache.ts';
import { FUEL_IMPORT, HIT_IMPORT, MEMORY_IMPORT, RUNTIME_MODULE } from './wasm/instrument.ts';

const PAGE = 65_536;
const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);
/** Instances with more memory than this are cheaper to make anew than to set back. */
const REUSABLE_PAGES = 4;
const IDLE_LIMIT = 8;

/** A contract's linear memory and exports, for the time of one call. */
export class Vm {
  readonly module: ContractModule;
  readonly #instance: VmInstance;
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = NO_VIEW;
  /** Linear memory that was charged, in bytes, and what the budget gets back for it when the call ends. */
  #size = 0;
  refund = 0;

  constructor(module: ContractModule, budget: Budget) {
    this.module = module;
    // Memory of no pages costs what memory costs.
    if (module.memory !== undefined) this.#charge(module.memory.initial * PAGE, budget);
    this.#instance = module.idle.pop() ?? instantiate(module, budget);
  }

  get exports(): Record<string, WebAssembly.ExportValue> {
    return this.#instance.exports;
  }

  get bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  get view(): DataView {
    this.#refresh();
    return this.#view;
  }

  /** Memory that grew is a new buffer; the old one has length zero. */
  #refresh(): void {
    if (this.#bytes.length !== 0) return;
    const memory = this.#instance.memory;
    if (memory === undefined || this.module.exports.get('memory') !== 'not a function') {
      throw new HostError('WasmVm', 'MissingValue', 'no linear memory named `memory`');
    }
    this.#bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  /** Charges for what the memory grew since last asked. */
  chargeGrowth(budget: Budget): void {
    const memory = this.#instance.memory;
    if (memory !== undefined) this.#chargeTo(memory.buffer.byteLength, budget);
  }

  #chargeTo(size: number, budget: Budget): void {
    if (size > this.#size) this.#charge(size - this.#size, budget);
  }

  #charge(growth: number, budget: Budget): void {
    this.#size += growth;
    this.refund += COST.MemAlloc.memory + growth;
    budget.spend(COST.MemAlloc, growth);
  }

  /** Makes the instance available to later calls. */
  release(): void {
    const { memory, image, globals } = this.#instance;
    const { idle, reusable } = this.module;
    if (!reusable || idle.length >= IDLE_LIMIT) return;
    if (memory !== undefined) {
      if (image === undefined || memory.buffer.byteLength !== image.length) return;
      new Uint8Array(memory.buffer).set(image);
    }
    for (const { global, initial } of globals) global.value = initial;
    idle.push(this.#instance);
  }
}

function instantiate(module: ContractModule, budget: Budget): VmInstance {
  const memory = module.memory === undefined ? undefined : createMemory(module.memory, budget);
  const runtime: Record<string, unknown> = { [FUEL_IMPORT]: fuelGlobal };
  if (memory !== undefined) runtime[MEMORY_IMPORT] = memory;
  module.hits?.counters.forEach((counter, i) => {
    runtime[`${HIT_IMPORT}${i}`] = counter;
  });
  try {
    const { exports } = new WebAssembly.Instance(module.module, { ...hostImports(), [RUNTIME_MODULE]: runtime });
    return {
      exports,
      memory,
      globals: module.globals.map((name) => {
        const global = exports[name] as WebAssembly.Global;
        return { global, initial: global.value };
      }),
      image: memory === undefined || !isSmall(memory) ? undefined : new Uint8Array(memory.buffer.slice(0)),
    };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      throw new HostError('WasmVm', 'IndexBounds', `the contract's segments do not fit: ${error.message}`);
    }
    if (error instanceof WebAssembly.LinkError) throw new HostError('WasmVm', 'InvalidAction', error.message);
    throw error;
  }
}

const isSmall = (memory: WebAssembly.Memory): boolean => memory.buffer.byteLength <= REUSABLE_PAGES * PAGE;

function createMemory(limits: NonNullable<ContractModule['memory']>, budget: Budget): WebAssembly.Memory {
  const allowed = Math.floor(budget.limits.memoryBytes / PAGE);
  if (limits.initial > allowed) budget.exceeded();
  return new WebAssembly.Memory({ initial: limits.initial, maximum: Math.min(limits.maximum ?? allowed, allowed) });
}

/** The host error of whatever ended a Wasm call of a function. */
export function trapToHostError(error: unknown, name: HostVal): HostError {
  if (error instanceof HostError) return error;
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return new HostError('Budget', 'ExceededLimit', 'VM call trapped: StackOverflow', [name]);
  }
  if (error instanceof WebAssembly.RuntimeError) return runtimeError(error.message, name);
  throw error;
}

/** What the engine says of a trap, and what the network's interpreter calls it and makes of it. The first that fits. */
const TRAPS = [
  [/unreachable/, 'UnreachableCodeReached', 'InvalidAction'],
  [/signature mismatch|null function/, 'BadSignature', 'UnexpectedType'],
  [/table.*out of bounds/, 'TableOutOfBounds', 'IndexBounds'],
  [/out of bounds/, 'MemoryOutOfBounds', 'IndexBounds'],
  [/by zero/, 'IntegerDivisionByZero', 'ArithDomain'],
  [/overflow|unrepresentable/, 'IntegerOverflow', 'ArithDomain'],
] as const;

function runtimeError(message: string, name: HostVal): HostError {
  if (isFuelExhausted()) return new HostError('Budget', 'ExceededLimit', 'VM call trapped: OutOfFuel', [name]);
  const [, trap, code] = TRAPS.find(([said]) => said.test(message)) ?? [undefined, message, 'InvalidAction' as const];
  return new HostError('WasmVm', code, `VM call trapped: ${trap}`, [name]);
}
