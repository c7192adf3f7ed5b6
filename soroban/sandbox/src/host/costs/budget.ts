import type { Limits } from '../boundary.ts';
import { HostError } from '../values/error.ts';
import { COST, type Cost } from './cost-types.ts';
import { isFuelExhausted, MAX_FUEL, readFuel, setFuel } from './fuel.ts';
import { LIST_BYTES } from './sizes.ts';

/** Network settings of pubnet: what one transaction may use. */
export const NETWORK_LIMITS: Limits = { instructions: 400_000_000, memoryBytes: 41_943_040 };

/** For what costs nobody anything, or is only measured. */
export const NO_LIMITS: Limits = {
  instructions: Number.POSITIVE_INFINITY,
  memoryBytes: Number.POSITIVE_INFINITY,
};

/** CPU instructions that one unit of Wasm fuel stands for. */
const INSTRUCTIONS_PER_FUEL = COST.WasmInsnExec.cpu;
/** Linear terms of costs are in 128ths. */
const LINEAR_SCALE = 128;
/** `MemAlloc`, `MemCpy` and `MemCmp` cost the same for each byte: an eighth, by which to multiply is exact. */
const INSTRUCTIONS_PER_BYTE = COST.MemCpy.cpuLinear / LINEAR_SCALE;
/** Declared sizes of the host's object and of a handle to one, in bytes. */
const OBJECT_BYTES = 64;
const HANDLE_BYTES = 8;

/** Counts what an invocation uses and ends it at the limit. */
export class Budget {
  instructions = 0;
  memoryBytes = 0;
  /** Most memory in use at any time: linear memory is given back when its frame ends. */
  memoryPeak = 0;
  readonly limits: Limits;
  /** Fuel the running contract was given and has not yet paid for. */
  #granted = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  charge(instructions: number, memoryBytes: number): void {
    this.instructions += instructions;
    this.memoryBytes += memoryBytes;
    if (this.memoryBytes > this.memoryPeak) this.memoryPeak = this.memoryBytes;
    if (this.instructions > this.limits.instructions || this.memoryBytes > this.limits.memoryBytes) this.exceeded();
  }

  /** Charges for a piece of work on an input of some size (bytes, or what the cost type counts), so many times. */
  spend(cost: Cost, input = 0, times = 1): void {
    const { cpu, cpuLinear, memory, memoryLinear } = cost;
    this.charge(
      times * (cpu + Math.floor((cpuLinear * input) / LINEAR_SCALE)),
      times * (memory + Math.floor((memoryLinear * input) / LINEAR_SCALE)),
    );
  }

  /** Charges for moving bytes (`MemCpy`). */
  copy(bytes: number): void {
    this.charge(COST.MemCpy.cpu + Math.floor(bytes * INSTRUCTIONS_PER_BYTE), 0);
  }

  /** Charges for new memory (`MemAlloc`). */
  allocate(bytes: number): void {
    this.charge(COST.MemAlloc.cpu + Math.floor(bytes * INSTRUCTIONS_PER_BYTE), COST.MemAlloc.memory + bytes);
  }

  /** Charges for comparing bytes (`MemCmp`). */
  compare(bytes: number): void {
    this.charge(COST.MemCmp.cpu + Math.floor(bytes * INSTRUCTIONS_PER_BYTE), 0);
  }

  /** Charges for comparisons (`MemCmp`) whose instructions are known already. */
  compareMeasured(instructions: number): void {
    this.charge(instructions, 0);
  }

  /** Charges for looking objects up (`VisitObject`). */
  visit(objects = 1): void {
    if (objects > 0) this.charge(objects * COST.VisitObject.cpu, 0);
  }

  /** Charges for a new list: its own three words, memory for its items, and filling it. */
  collect(items: number, itemBytes: number): void {
    this.copy(LIST_BYTES);
    this.allocate(items * itemBytes);
    this.copy(items * itemBytes);
  }

  /** Charges for a new object of the host. What it contains is charged by whoever made it. */
  createObject(): void {
    this.allocate(OBJECT_BYTES);
  }

  /** Charges for giving a contract a handle to an object. */
  giveHandle(): void {
    this.allocate(HANDLE_BYTES);
  }

  /** Gives back transient memory: a frame's linear memory is freed when the frame ends. */
  refundMemory(bytes: number): void {
    this.memoryBytes -= bytes;
  }

  /** Does what the network charges for in nobody's budget, such as diagnostics. */
  unmetered<T>(body: () => T): T {
    const { instructions, memoryBytes, memoryPeak } = this;
    const result = body();
    this.instructions = instructions;
    this.memoryBytes = memoryBytes;
    this.memoryPeak = memoryPeak;
    return result;
  }

  exceeded(): never {
    throw new HostError(
      'Budget',
      'ExceededLimit',
      `used ${this.instructions} instructions of ${this.limits.instructions} and ` +
        `${this.memoryBytes} bytes of memory of ${this.limits.memoryBytes}`,
    );
  }

  /** Lets a contract run on the instructions that are left. */
  grantFuel(): void {
    const fuel = Math.floor((this.limits.instructions - this.instructions) / INSTRUCTIONS_PER_FUEL);
    this.#granted = Math.min(Math.max(fuel, 0), MAX_FUEL);
    setFuel(this.#granted);
  }

  /** Charges for the fuel the contract used since it was granted. */
  takeFuelBack(): void {
    const granted = this.#granted;
    // Nothing is owed by whom nothing was granted: a host function that failed has settled already.
    if (granted === 0) {
      setFuel(0);
      return;
    }
    const isExhausted = isFuelExhausted();
    const used = isExhausted ? granted : granted - readFuel();
    this.#granted = 0;
    // What is left stays until the next grant; nobody runs on it.
    if (isExhausted) setFuel(0);
    this.charge(used * INSTRUCTIONS_PER_FUEL, 0);
  }
}
