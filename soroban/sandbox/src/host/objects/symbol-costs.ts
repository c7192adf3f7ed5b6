import type { Budget } from '../costs/budget.ts';
import { isObject } from '../values/small.ts';
import { symbolVal } from '../values/value.ts';

/** Charges for making a symbol of text: an object, whose letters are looked at, if it does not fit into a value. */
export function chargeSymbol(budget: Budget, text: string): void {
  if (isObject(symbolVal(text))) chargeSymbolObject(budget, text.length);
}

export function chargeSymbolObject(budget: Budget, length: number): void {
  budget.compare(length);
  budget.collect(length, 1);
  budget.createObject();
}
