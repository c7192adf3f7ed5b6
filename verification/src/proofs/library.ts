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

const PAGE = 65_536;
/** Where the module's own data ends. */
const FIRST = 10_664;

interface Allocation {
  readonly id: string;
  readonly statement: string;
  /** Up to where memory was given out before; 0: none was. */
  readonly top: number;
  readonly size: number;
  /** Where what is given out begins and ends, and how many pages there are then. */
  readonly start: number;
  readonly end: number;
  readonly pages: number;
}

/** Memory is given out one after the other, and never twice. */
const allocation = ({ id, statement, top, size, start, end, pages }: Allocation): Proof => ({
  ...{ id, statement },
  bounds: `${size} bytes, of one page of which ${top === 0 ? 'nothing' : `all below ${top}`} was given out.`,
  contract: 'reserve-manager',
  function: '~lib/rt/stub/__alloc',
  parameters: [['size', 32]],
  fixed: { size: BigInt(size) },
  globals: { 0: top },
  reaches: ['return'],
  claim: (ended) => {
    if (!ended.returned) return not(TRUE);
    const is = (value: Term, wanted: number): Term => eq(value, constant(32, wanted));
    return all(is(ended.raw, start), is(ended.global(0), end), is(constant(32, ended.pages), pages));
  },
});

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
  allocation({
    id: 'memory-first',
    statement:
      'The first memory that is given out begins where the module’s data ends, and a multiple of 8 bytes is given out.',
    ...{ top: 0, size: 9, start: FIRST, end: FIRST + 16, pages: 1 },
  }),
  allocation({
    id: 'memory-next',
    statement: 'Memory is given out from where it was given out up to, and no byte more than a multiple of 8 asks for.',
    ...{ top: 20_000, size: 16, start: 20_000, end: 20_016, pages: 1 },
  }),
  allocation({
    id: 'memory-last',
    statement: 'The last byte of a page is given out before there is another page.',
    ...{ top: PAGE - 24, size: 24, start: PAGE - 24, end: PAGE, pages: 1 },
  }),
  allocation({
    id: 'memory-page',
    statement: 'As many pages are added as it takes: just one, where all of that is asked for.',
    ...{ top: PAGE, size: PAGE, start: PAGE, end: 2 * PAGE, pages: 2 },
  }),
  allocation({
    id: 'memory-pages',
    statement: 'As many pages are added as it takes: another one for what is left.',
    ...{ top: PAGE, size: PAGE + 1, start: PAGE, end: 2 * PAGE + 8, pages: 3 },
  }),
];
