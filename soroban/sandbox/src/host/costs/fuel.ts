/// <reference path="../vm/wasm/webassembly.d.ts" />
/** A module that ran out of fuel leaves all ones here, so grants stay below. */
const EXHAUSTED = -1;
export const MAX_FUEL = 0xffff_fffe;

/** Fuel of the contract that is running: all modules import this one global, so it needs no handing over. */
export const fuelGlobal = new WebAssembly.Global<number>({ value: 'i32', mutable: true }, 0);

export const readFuel = (): number => fuelGlobal.value >>> 0;

export function setFuel(value: number): void {
  fuelGlobal.value = value | 0;
}

export const isFuelExhausted = (): boolean => fuelGlobal.value === EXHAUSTED;
