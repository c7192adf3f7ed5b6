import { createHash } from 'node:crypto';
import { functionIndex, type ProvedContract } from '../contracts.ts';
import { type Instruction, readModule } from '../wasm/module.ts';
import { i32Const, i64Const, withCode } from '../wasm/sections.ts';

/** One instruction of a function that is another, or another number. */
export interface Mutant {
  /** What the sources call the function. */
  readonly function: string;
  readonly place: number;
  readonly op: number;
  readonly value: bigint;
  /** What was changed, in words. */
  readonly what: string;
}

const names: Record<number, string> = {
  70: 'i32.eq',
  71: 'i32.ne',
  72: 'i32.lt_s',
  73: 'i32.lt_u',
  74: 'i32.gt_s',
  75: 'i32.gt_u',
  76: 'i32.le_s',
  77: 'i32.le_u',
  78: 'i32.ge_s',
  79: 'i32.ge_u',
  81: 'i64.eq',
  82: 'i64.ne',
  83: 'i64.lt_s',
  84: 'i64.lt_u',
  85: 'i64.gt_s',
  86: 'i64.gt_u',
  87: 'i64.le_s',
  88: 'i64.le_u',
  89: 'i64.ge_s',
  90: 'i64.ge_u',
  106: 'i32.add',
  107: 'i32.sub',
  108: 'i32.mul',
  124: 'i64.add',
  125: 'i64.sub',
  126: 'i64.mul',
  128: 'i64.div_u',
  130: 'i64.rem_u',
};

/** Each by its neighbour: at the bound, the other way round, or what undoes it. */
const swaps: Record<number, number> = {
  70: 71,
  71: 70,
  72: 76,
  73: 77,
  74: 78,
  75: 79,
  76: 72,
  77: 73,
  78: 74,
  79: 75,
  81: 82,
  82: 81,
  83: 87,
  84: 88,
  85: 89,
  86: 90,
  87: 83,
  88: 84,
  89: 85,
  90: 86,
  106: 107,
  107: 106,
  108: 106,
  124: 125,
  125: 124,
  126: 124,
  128: 126,
  130: 128,
};

const CONSTANTS = [0x41, 0x42];

const MEMORY_SIZE = 0x3f;
const GLOBAL_GET = 0x23;
const GLOBAL_SET = 0x24;

/** What gives out memory, by itself. */
export const ALLOCATOR = '~lib/rt/stub/__alloc';

/**
 * Every arithmetic operation and comparison of a function changed, and every number that one of them takes, by one. Of the
 * runtime, which the compiler copies into functions that make something, only where it stands by itself.
 */
export function mutantsOf(contract: ProvedContract, name: string): Mutant[] {
  const body = contract.module.functions[functionIndex(contract, name)]?.body ?? [];
  const copies = name === ALLOCATOR ? [] : copiesOfAllocator(body);
  return walk(body).flatMap(([instruction, next]): Mutant[] => {
    const { op, place, value } = instruction;
    if (copies.some(({ from, to }) => place >= from && place <= to)) return [];
    const to = swaps[op];
    if (to !== undefined) {
      return [{ function: name, place, op: to, value, what: `${names[op]} becomes ${names[to]}` }];
    }
    if (!CONSTANTS.includes(op) || next === undefined || swaps[next.op] === undefined) return [];
    return [1n, -1n].map((by) => ({
      function: name,
      place,
      op,
      value: value + by,
      what: `${value} before ${names[next.op]} becomes ${value + by}`,
    }));
  });
}

/** Where a function gives out memory itself: from where it reads how much was given out to where it writes how much is. */
function copiesOfAllocator(body: readonly Instruction[]): { from: number; to: number }[] {
  const all = walk(body).map(([instruction]) => instruction);
  return all.flatMap(({ op }, at) => {
    if (op !== MEMORY_SIZE) return [];
    const to = all.slice(at).find((later) => later.op === GLOBAL_SET);
    const reads = all.slice(0, at).filter((earlier) => earlier.op === GLOBAL_GET && earlier.index === to?.index);
    // It is read twice: whether anything was given out, and how much.
    const from = reads.at(-2);
    return from && to ? [{ from: from.place, to: to.place }] : [];
  });
}

/** Instructions of all depths, each with the one after it. */
function walk(body: readonly Instruction[]): [Instruction, Instruction | undefined][] {
  return body.flatMap((instruction, i) => [
    [instruction, body[i + 1]] as [Instruction, Instruction | undefined],
    ...walk(instruction.body),
    ...walk(instruction.otherwise),
  ]);
}

/** The contract with one instruction changed, in the bytes that would run. */
export function withMutant(contract: ProvedContract, mutant: Mutant): ProvedContract {
  const body = contract.module.functions[functionIndex(contract, mutant.function)]?.body ?? [];
  const [instruction] = walk(body).find(([{ place }]) => place === mutant.place)!;
  const constant = mutant.op === CONSTANTS[0] ? i32Const(mutant.value) : i64Const(mutant.value);
  const bytes = CONSTANTS.includes(mutant.op) ? constant : [mutant.op];
  const wasm = withCode(contract.wasm, instruction.start, instruction.end, bytes);
  return { ...contract, wasm, hash: createHash('sha256').update(wasm).digest('hex'), module: readModule(wasm) };
}
