import { describe, expect, test } from 'vitest';
import { openContract } from '../src/contracts.ts';
import { equivalents } from '../src/mutation/equivalent.ts';
import { mutantsOf, withMutant } from '../src/mutation/mutants.ts';
import type { WasmModule } from '../src/wasm/module.ts';

const contract = openContract('reserve-manager');

/** Which functions are others, whatever their place in the file. */
function changed(module: WasmModule): number {
  const text = (of: WasmModule, i: number): string =>
    JSON.stringify(of.functions[i], (key, value: unknown) => {
      if (key === 'start' || key === 'end') return undefined;
      return typeof value === 'bigint' ? String(value) : value;
    });
  return contract.module.functions.filter((_, i) => text(module, i) !== text(contract.module, i)).length;
}

describe('a mutant is the Wasm with one instruction changed, in the bytes that run', () => {
  test.each(['books/owe', 'ratio/requireCovered', 'payments/requireExactPayments'])('%s', (name) => {
    for (const mutant of mutantsOf(contract, name)) {
      const { module, wasm, hash } = withMutant(contract, mutant);

      expect(changed(module)).toBe(1);
      expect(hash).not.toBe(contract.hash);
      // A longer number makes the function longer, and the lengths before it.
      expect(Math.abs(wasm.length - contract.wasm.length)).toBeLessThan(8);
    }
  });
});

test('a mutant that is called equivalent is exactly one', () => {
  for (const { contract: name, function: within, what } of equivalents) {
    expect(mutantsOf(openContract(name), within).filter((mutant) => mutant.what === what)).toHaveLength(1);
  }
});
