import { expect, test } from 'vitest';
import { applyMutant, mutantsOf, nameOf } from './mutants.ts';

const SOURCE = `function pay(from: Address, amount: u64): void {
  from.requireAuth();
  require(amount > 0 && amount <= limit(), PayError.Invalid);
  if (isOpen) storeBalance(from, balance(from) - amount);
  publish<Paid>({ from, amount });
}
`;

test('every guard, effect, comparison and sum of a source has its mutant', () => {
  expect(mutantsOf('pay.ts', SOURCE).map(nameOf)).toEqual([
    'pay.ts:2 without from.requireAuth();',
    'pay.ts:3 without require(amount > 0 && amount <= limit(), PayError.Invalid);',
    'pay.ts:3 && becomes ||',
    'pay.ts:3 > becomes >=',
    'pay.ts:3 <= becomes <',
    'pay.ts:4 without storeBalance(from, balance(from) - amount);',
    'pay.ts:4 - becomes +',
    'pay.ts:5 without publish<Paid>({ from, amount });',
  ]);
});

test('a statement that goes leaves an empty one, so that the next is not conditional in its place', () => {
  const mutant = mutantsOf('pay.ts', SOURCE).find(({ operator }) => operator === 'effect');
  if (!mutant) throw new Error('no mutant');
  expect(applyMutant(SOURCE, mutant)).toContain('  if (isOpen) ;\n  publish');
});
