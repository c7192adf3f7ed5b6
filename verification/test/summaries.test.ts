import { describe, expect, test } from 'vitest';
import { functionIndex, openContract } from '../src/contracts.ts';
import { type Ending, Machine } from '../src/execution/machine.ts';
import { librarySummaries, type Summary } from '../src/execution/summaries.ts';
import { constant } from '../src/terms/term.ts';

const contract = openContract('integration-router');
const summaries = librarySummaries(contract.module, contract.functionNames);

/** Neither is needed where everything is a number. */
const nobody = {
  call: (name: string): never => {
    throw new Error(`${name} was called`);
  },
};
const noSolver = {
  version: '',
  solve: (): never => {
    throw new Error('something was asked');
  },
};

function endOf(name: string, words: readonly bigint[], known: ReadonlyMap<number, Summary>): Ending {
  const bounds = { loops: 300, ways: 1, timeoutMs: 0 };
  const machine = new Machine(contract.module, nobody, noSolver, bounds, known);
  const args = words.map((word) => constant(64, word));
  const endings = machine.run(functionIndex(contract, name), args, machine.begin([]));
  expect(endings).toHaveLength(1);
  return endings[0]!;
}

const MOST = (1n << 64n) - 1n;
const words = [0n, 1n, 3n, 10_000n, 1n << 32n, 0x0123_4567_89ab_cdefn, MOST - 1n, MOST];
const wide = words.flatMap((high) => [0n, 7n, MOST].map((low) => [high, low] as const));

const high = [...summaries.keys()]
  .filter((index) => contract.functionNames[index] === '~lib/soroban/wide/multiply64')
  .map((index) => summaries.get(index)!([constant(64, MOST), constant(64, MOST)], startState()).goesOn!)
  .map(({ globals }) => globals.findIndex(({ value }) => value === MOST - 1n))[0]!;

function startState() {
  const machine = new Machine(contract.module, nobody, noSolver, { loops: 1, ways: 1, timeoutMs: 0 }, new Map());
  return machine.begin([]);
}

/** What the Wasm itself computes: 128 bits, or nothing where it traps. */
function computed(name: string, ...args: bigint[]): bigint | undefined {
  const end = endOf(name, args, new Map());
  return end.by === 'return' ? (end.state.globals[high]!.value << 64n) | end.value!.value : undefined;
}

test('there are three', () => {
  expect(summaries.size).toBe(3);
});

describe('the Wasm computes what stands for a function of the library in the proofs', () => {
  test('a product of 64 bits', () => {
    for (const a of words) for (const b of words) expect(computed('~lib/soroban/wide/multiply64', a, b)).toBe(a * b);
  });

  test('a quotient of 128 bits, and none by nothing', () => {
    for (const [aHigh, aLow] of wide) {
      for (const [dHigh, dLow] of wide) {
        const [a, d] = [(aHigh << 64n) | aLow, (dHigh << 64n) | dLow];
        const quotient = d === 0n ? undefined : a / d;
        expect(computed('~lib/soroban/wide/divide128', aHigh, aLow, dHigh, dLow)).toBe(quotient);
      }
    }
  });

  test('a quotient of a product, and none where it needs more than 128 bits', () => {
    const some = wide.filter((_, i) => i % 3 === 1);
    for (const [aHigh, aLow] of some) {
      for (const [bHigh, bLow] of some) {
        for (const [dHigh, dLow] of some) {
          const quotient = (((aHigh << 64n) | aLow) * ((bHigh << 64n) | bLow)) / ((dHigh << 64n) | dLow);
          const expected = quotient >> 128n === 0n ? quotient : undefined;
          expect(computed('~lib/soroban/wide/multiplyDivide128', aHigh, aLow, bHigh, bLow, dHigh, dLow)).toBe(expected);
        }
      }
    }
  });
});

test('of what a division leaves behind besides its quotient, a proof knows nothing', () => {
  const index = functionIndex(contract, '~lib/soroban/wide/divide128');
  const state = startState();
  const args = [0n, 7n, 0n, 3n].map((word) => constant(64, word));
  const after = summaries.get(index)!(args, state).goesOn!;
  const computedAfter = endOf('~lib/soroban/wide/divide128', [0n, 7n, 0n, 3n], new Map()).state;
  for (const [i, { value }] of computedAfter.globals.entries()) {
    const isKnown = after.globals[i]!.op === 'const';
    expect(isKnown && after.globals[i]!.value !== value).toBe(false);
  }
});
