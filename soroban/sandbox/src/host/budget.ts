import type { Limits } from './boundary.ts';
import { HostError } from './error.ts';
import { isFuelExhausted, MAX_FUEL, readFuel, setFuel } from './fuel.ts';

/** Network settings of pubnet: what one transaction may use. */
export const NETWORK_LIMITS: Limits = { instructions: 400_000_000, memoryBytes: 41_943_040 };

/** CPU instructions that one unit of Wasm fuel stands for. */
const INSTRUCTIONS_PER_FUEL = 4;

/** Counts what an invocation uses and ends it at the limit. */
export class Budget {
  instructions = 0;
  memoryBytes = 0;
  readonly limits: Limits;
  /** Fuel the running contract was given and has not yet paid for. */
  #granted = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  charge(instructions: number, memoryBytes: number): void {
    this.instructions += instructions;
    this.memoryBytes += memoryBytes;
    if (this.instructions > this.limits.instructions || this.memoryBytes > this.limits.memoryBytes) this.exceeded();
  }

  /** Gives back transient memory: a frame's linear memory is freed when the frame ends. */
  refundMemory(bytes: number): void {
    this.memoryBytes -= bytes;
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
    const used = isFuelExhausted() ? this.#granted : this.#granted - readFuel();
    this.#granted = 0;
    setFuel(0);
    this.charge(used * INSTRUCTIONS_PER_FUEL, 0);
  }
}
