import { readUnsigned } from './sections.ts';

/** The parts of the Wasm instruction set that the network's engine refuses. */
export type Refused =
  | 'floating point'
  | 'bulk memory'
  | 'reference types'
  | 'SIMD'
  | 'threads'
  | 'tail calls'
  | 'exceptions'
  | 'multi-value'
  | 'an unknown instruction';

export interface RefusedInstruction {
  readonly refused: Refused;
  readonly opcode: number;
  readonly offset: number;
}

const within = (opcode: number, ...ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([first, last]) => opcode >= first && opcode <= last);

function refusal(opcode: number): Refused | undefined {
  // Loads and stores, constants, comparisons, arithmetic and conversions of f32 and f64.
  const isFloat = within(
    opcode,
    [0x2a, 0x2b],
    [0x38, 0x39],
    [0x43, 0x44],
    [0x5b, 0x66],
    [0x8b, 0xa6],
    [0xa8, 0xab],
    [0xae, 0xbf],
  );
  if (isFloat) return 'floating point';
  if (opcode === 0xfd) return 'SIMD';
  if (opcode === 0xfe) return 'threads';
  if (within(opcode, [0x12, 0x15])) return 'tail calls';
  if (within(opcode, [0x06, 0x0a], [0x18, 0x19], [0x1f, 0x1f])) return 'exceptions';
  if (opcode === 0x1c || within(opcode, [0x25, 0x26], [0xd0, 0xd6])) return 'reference types';
  return isKnown(opcode) ? undefined : 'an unknown instruction';
}

// Control, parametric, variables, memory, numeric instructions and sign extension.
const isKnown = (opcode: number): boolean =>
  within(opcode, [0x00, 0x05], [0x0b, 0x11], [0x1a, 0x1b], [0x20, 0x24], [0x28, 0x40], [0x41, 0x42], [0x45, 0xc4]) ||
  opcode === 0xfc;

/** Walks the instructions of one function body, after its locals, and returns the first that is refused. */
export function findRefused(wasm: Uint8Array, start: number, end: number): RefusedInstruction | undefined {
  for (let at = start; at < end; ) {
    const offset = at;
    const opcode = wasm[at++]!;
    const refused = refusal(opcode);
    if (refused) return { refused, opcode, offset };
    if (opcode === 0xfc) {
      const sub = readUnsigned(wasm, at);
      return { refused: sub.value < 8 ? 'floating point' : 'bulk memory', opcode: sub.value, offset };
    }
    if (within(opcode, [0x02, 0x04])) {
      if (!isBlockType(wasm[at]!)) return { refused: 'multi-value', opcode, offset };
      at++;
    } else at = skipImmediates(wasm, opcode, at);
  }
  return undefined;
}

/** A block has no result, or one integer. */
const isBlockType = (byte: number): boolean => byte === 0x40 || byte === 0x7f || byte === 0x7e;

function skipImmediates(wasm: Uint8Array, opcode: number, start: number): number {
  let at = start;
  const skip = (count: number): number => {
    for (let i = 0; i < count; i++) at = readUnsigned(wasm, at).next;
    return at;
  };
  if (opcode === 0x0e) {
    const { value, next } = readUnsigned(wasm, at);
    at = next;
    return skip(value + 1);
  }
  if (opcode === 0x11 || within(opcode, [0x28, 0x3e])) return skip(2);
  if (within(opcode, [0x0c, 0x0d], [0x10, 0x10], [0x20, 0x24], [0x3f, 0x42])) return skip(1);
  return at;
}
