import { add, all, eq, extract, not, sub, ult, zext } from '../terms/bits.ts';
import { constant, type Term, TRUE } from '../terms/term.ts';
import { u64 } from './ended.ts';
import type { Proof } from './proof.ts';

const wider = (name: string): Term => zext(u64(name), 128);
const upper = (term: Term): Term => extract(term, 64, 64);
const none = constant(64, 0n);

const operands = (width: 32 | 64) =>
  [
    ['a', width],
    ['b', width],
  ] as const;

function exact(result: Term, isExact: Term): Proof['claim'] {
  return (end) => all(end.exactlyIf(isExact), end.returned ? eq(end.raw, result) : TRUE);
}

const fits = (sum: Term): Term => eq(upper(sum), none);
const bounds = 'Any two numbers of the type.';

/** Statements about the arithmetic that every contract is compiled to. */
export const libraryProofs: readonly Proof[] = [
  {
    id: 'checked-add',
    statement: 'u64 addition is exact, and traps exactly where the sum needs more than 64 bits.',
    bounds,
    contract: 'reserve-manager',
    function: '~lib/soroban/checked/add<u64>',
    parameters: operands(64),
    reaches: ['return', 'trap'],
    claim: (end) => exact(add(u64('a'), u64('b')), fits(add(wider('a'), wider('b'))))(end),
  },
  {
    id: 'checked-sub',
    statement: 'u64 subtraction is exact, and traps exactly where the difference would be negative.',
    bounds,
    contract: 'reserve-manager',
    function: '~lib/soroban/checked/sub<u64>',
    parameters: operands(64),
    reaches: ['return', 'trap'],
    claim: (end) => exact(sub(u64('a'), u64('b')), not(ult(u64('a'), u64('b'))))(end),
  },
];
