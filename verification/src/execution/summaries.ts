import { add, all, any, concat, eq, extract, mul, not, ult, zext } from '../terms/bits.ts';
import { constant, type Term, variable } from '../terms/term.ts';
import type { Instruction, WasmModule } from '../wasm/module.ts';
import type { State } from './state.ts';

/** What a function of the library does, in place of doing it. */
export type Summary = (
  args: readonly Term[],
  state: State,
) => { goesOn: State | undefined; traps: State | undefined; value: Term };

/** Where 128-bit arithmetic leaves the upper half of a result, and what else it leaves behind, of which nothing is said. */
interface Globals {
  readonly high: number;
  readonly others: readonly number[];
}

const multiply64 = '~lib/soroban/wide/multiply64';

/**
 * 128-bit arithmetic by what it is to compute: products and quotients as such, in place of the school's method for both.
 * That they are is tested against BigInt (`soroban/sdk/src/back/wide-integers.test.ts`), and taken for granted by the proofs.
 */
export function librarySummaries(module: WasmModule, names: readonly string[]): ReadonlyMap<number, Summary> {
  const at = names.indexOf(multiply64);
  const [high] = at < 0 ? [] : writtenGlobals(module, at);
  const summaries = new Map<number, Summary>();
  if (high === undefined) return summaries;
  const known: Record<string, (globals: Globals) => Summary> = {
    [multiply64]: product,
    '~lib/soroban/wide/multiplyDivide128': quotientOfProduct,
    '~lib/soroban/wide/divide128': quotient,
  };
  for (const [index, name] of names.entries()) {
    const summary = known[name];
    if (!summary) continue;
    const others = writtenGlobals(module, index).filter((written) => written !== high);
    summaries.set(index, summary({ high, others }));
  }
  return summaries;
}

/** The globals that a function writes, and those that the functions write that it calls. */
function writtenGlobals(module: WasmModule, index: number, seen = new Set<number>()): number[] {
  if (seen.has(index)) return [];
  seen.add(index);
  const within = (body: readonly Instruction[]): number[] =>
    body.flatMap((instruction) => {
      if (instruction.op === 0x24) return [instruction.index];
      if (instruction.op === 0x10) return writtenGlobals(module, instruction.index, seen);
      return [...within(instruction.body), ...within(instruction.otherwise)];
    });
  return [...new Set(within(module.functions[index]?.body ?? []))];
}

const product =
  ({ high }: Globals): Summary =>
  ([a, b], state) => {
    const whole = mul(zext(a!, 128), zext(b!, 128));
    const goesOn = state.copy();
    goesOn.globals[high] = extract(whole, 64, 64);
    return { goesOn, traps: undefined, value: extract(whole, 0, 64) };
  };

const quotientOfProduct =
  (globals: Globals): Summary =>
  ([aHigh, aLow, bHigh, bLow, dHigh, dLow], state) => {
    const [a, b, divisor] = [concat(aHigh!, aLow!), concat(bHigh!, bLow!), concat(dHigh!, dLow!)];
    return divided(globals, mul(zext(a, 256), zext(b, 256)), divisor, state);
  };

const quotient =
  (globals: Globals): Summary =>
  ([high, low, dHigh, dLow], state) =>
    divided(globals, zext(concat(high!, low!), 256), concat(dHigh!, dLow!), state);

/** The one quotient q of 128 bits with q x divisor ≤ dividend < (q + 1) x divisor; traps where there is none. */
function divided({ high, others }: Globals, dividend: Term, divisor: Term, state: State) {
  const name = `${dividend.id} / ${divisor.id}`;
  const [q, rest] = [variable(`quotient ${name}`, 128), variable(`remainder ${name}`, 128)];
  const wide = (term: Term): Term => zext(term, 256);
  const isQuotient = all(eq(add(mul(wide(q), wide(divisor)), wide(rest)), dividend), ult(rest, divisor));
  const isZero = eq(divisor, constant(128, 0n));
  const isTooLarge = not(ult(dividend, concat(divisor, constant(128, 0n))));
  const goesOn = state.with(all(not(isZero), not(isTooLarge)))?.with(isQuotient);
  if (goesOn) {
    goesOn.globals[high] = extract(q, 64, 64);
    for (const other of others)
      goesOn.globals[other] = variable(`global ${other} after ${name}`, goesOn.globals[other]!.width);
  }
  return { goesOn, traps: state.with(any(isZero, isTooLarge)), value: extract(q, 0, 64) };
}
