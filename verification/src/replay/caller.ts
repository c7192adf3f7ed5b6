import { functionIndex } from '../contracts.ts';
import type { InMemory } from '../proofs/proof.ts';
import { type AddedFunction, i32Const, i64Const, unsignedLeb } from '../wasm/sections.ts';
import type { Refuted } from './scene.ts';
import type { Values } from './values.ts';

export interface Given extends Refuted {
  readonly values: Values;
  /** Whether the statement is about what everybody can call, or about a function within. */
  readonly isExport: boolean;
}

/** What the network calls: an export, or functions that are added to the same Wasm and call the one within. */
export interface Caller {
  readonly name: string;
  /** Each makes the call anew, and returns a word of what it left. */
  readonly words: readonly string[];
  readonly added: readonly AddedFunction[];
}

const Op = {
  drop: 0x1a,
  call: 0x10,
  localGet: 0x20,
  i32Load: 0x28,
  i32Load8: 0x2d,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i32Add: 0x6a,
  i64Or: 0x84,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i32Wrap: 0xa7,
  i64Extend: 0xad,
} as const;

const ANYWHERE = [0x00, 0x00];
const VOID = i64Const(2);
const TAG_U32 = 4;

/** A number of 32 bits as a value of the host. */
const asValue = [Op.i64Extend, ...i64Const(32), Op.i64Shl, ...i64Const(TAG_U32), Op.i64Or];

export function callerOf(given: Given): Caller {
  const { proof } = given;
  if (given.isExport) return { name: proof.function, words: [], added: [] };
  const parameters = given.handles.size;
  const words = wordCodes(given).map((code, i): AddedFunction => ({ name: `replay_${i}`, parameters, code }));
  const whole = { name: 'replay', parameters, code: [...call(given), ...dropped(given), ...VOID] };
  return { name: whole.name, words: words.map(({ name }) => name), added: [whole, ...words] };
}

const callee = ({ contract, proof }: Given) => contract.module.functions[functionIndex(contract, proof.function)]!;
const dropped = (given: Given): number[] => (callee(given).hasResult ? [Op.drop] : []);

/** Structures in memory, then the arguments, then the call. */
function call(given: Given): number[] {
  const { proof, contract, values, places } = given;
  const anything = values
    .inputsLike(/^memory\[\d+\]$/)
    .flatMap(([name, value]) => [
      ...i32Const(Number(name.slice(7, -1))),
      ...i32Const(value),
      Op.i32Store8,
      ...ANYWHERE,
    ]);
  const described = (proof.memory ?? []).flatMap(([pointer, offset, name, is]) => [
    ...i32Const(places.get(pointer)!.value + BigInt(offset)),
    ...stored(given, name, is),
    ...ANYWHERE,
  ]);
  const args = proof.parameters.flatMap(([name, type]) => {
    const place = places.get(name);
    if (place) return i32Const(place.value);
    if (given.handles.has(name)) return handle(given, name);
    return type === 64 ? i64Const(values.input(name)) : i32Const(values.input(name));
  });
  return [...anything, ...described, ...args, Op.call, ...unsignedLeb(functionIndex(contract, proof.function))];
}

function stored(given: Given, name: string, is: InMemory): number[] {
  if (is === 64) return [...i64Const(given.values.input(name)), Op.i64Store];
  if (is === 32) return [...i32Const(given.values.input(name)), Op.i32Store];
  if (is === 8) return [...i32Const(given.values.input(name)), Op.i32Store8];
  if ('exactly' in is) return [...i32Const(is.exactly), Op.i32Store];
  if ('to' in is) return [...i32Const(given.places.get(is.to)!.value), Op.i32Store];
  return [...handle(given, name), Op.i32Store];
}

/** An object that the call was given, as functions within know it: by its handle. */
const handle = ({ handles }: Given, name: string): number[] => [
  Op.localGet,
  ...unsignedLeb([...handles.keys()].indexOf(name)),
  ...i64Const(32),
  Op.i64ShrU,
  Op.i32Wrap,
];

/** In the order of what is expected: the result, then what the claim looked at in memory. */
function wordCodes(given: Given): number[][] {
  const { ending, reads } = given;
  if (ending.by !== 'return') return [];
  const before = call(given);
  const width = ending.value?.width ?? 0;
  const result = wordsIn(width).map((i) => [
    ...before,
    ...(width === 64 ? [...i64Const(32 * i), Op.i64ShrU, Op.i32Wrap] : []),
    ...asValue,
  ]);
  const inMemory = reads.flatMap(({ from, offset, bits }) =>
    wordsIn(bits).map((i) => [
      ...before,
      ...(from === 'result' ? [...i32Const(offset + 4 * i), Op.i32Add] : dropped(given)),
      ...(from === 'result' ? [] : i32Const(from + BigInt(offset + 4 * i))),
      bits === 8 ? Op.i32Load8 : Op.i32Load,
      ...ANYWHERE,
      ...asValue,
    ]),
  );
  return [...result, ...inMemory];
}

const wordsIn = (bits: number): number[] => Array.from({ length: Math.ceil(bits / 32) }, (_, i) => i);
