import type { Budget } from './budget.ts';
import { isObject } from './small.ts';
import { symbolVal } from './value.ts';

/** Charges for making a symbol of text: an object, whose letters are looked at, if it does not fit into a value. */
export function chargeSymbol(budget: Budget, text: string): void {
  if (isObject(symbolVal(text))) chargeSymbolObject(budget, text.length);
}

export function chargeSymbolObject(budget: Budget, length: number): void {
  budget.compare(length);
  budget.collect(length, 1);
  budget.createObject();
}
