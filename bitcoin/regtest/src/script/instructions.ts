import { OP } from './opcodes.ts';
import { encodeScriptNumber } from './script-number.ts';

export type Instruction = { opcode: number; data: Buffer; end: number };

const EMPTY = Buffer.alloc(0);

/** Reads the instruction at `offset`; undefined when a push runs past the end of the script. */
export function readInstruction(script: Buffer, offset: number): Instruction | undefined {
  const opcode = script[offset]!;
  let start = offset + 1;
  if (opcode > OP.PUSHDATA4) return { opcode, data: EMPTY, end: start };
  let length = opcode;
  if (opcode >= OP.PUSHDATA1) {
    const width = 1 << (opcode - OP.PUSHDATA1);
    if (start + width > script.length) return undefined;
    length = script.readUIntLE(start, width);
    start += width;
  }
  if (start + length > script.length) return undefined;
  return { opcode, data: script.subarray(start, start + length), end: start + length };
}

/** Instructions up to the first malformed one; `undefined` is yielded in its place. */
export function* instructions(script: Buffer): Generator<Instruction | undefined> {
  for (let offset = 0; offset < script.length; ) {
    const instruction = readInstruction(script, offset);
    yield instruction;
    if (!instruction) return;
    offset = instruction.end;
  }
}

export const isPushOnly = (script: Buffer): boolean =>
  [...instructions(script)].every((instruction) => instruction !== undefined && instruction.opcode <= OP.SIXTEEN);

/** Whether every opcode is known and every push is at most 520 bytes, as CScript::HasValidOps. */
export const hasValidOps = (script: Buffer): boolean =>
  [...instructions(script)].every(
    (instruction) =>
      instruction !== undefined && instruction.opcode <= OP.CHECKSIGADD && instruction.data.length <= 520,
  );

/** The data of the last push of a scriptSig: the redeem script of P2SH. Undefined unless push-only. */
export function lastPush(script: Buffer): Buffer | undefined {
  if (!isPushOnly(script)) return undefined;
  let last: Buffer | undefined;
  for (const instruction of instructions(script)) {
    const { opcode, data } = instruction!;
    if (opcode === OP.NEGATE1) last = encodeScriptNumber(-1);
    else last = opcode >= OP.TRUE ? encodeScriptNumber(opcode - 0x50) : data;
  }
  return last;
}

/** Appends data the way CScript's `<<` does: length-prefixed, without turning small numbers into OP_N. */
export function pushData(data: Uint8Array): Buffer {
  const length = data.length;
  if (length < OP.PUSHDATA1) return Buffer.concat([Buffer.from([length]), data]);
  if (length <= 0xff) return Buffer.concat([Buffer.from([OP.PUSHDATA1, length]), data]);
  if (length <= 0xffff) return Buffer.concat([Buffer.from([OP.PUSHDATA2, length & 255, length >> 8]), data]);
  const head = Buffer.alloc(5);
  head[0] = OP.PUSHDATA4;
  head.writeUInt32LE(length, 1);
  return Buffer.concat([head, data]);
}

/** Pushes a number in its shortest form (OP_0, OP_1 … OP_16, or a data push). */
export function pushNumber(value: number): Buffer {
  if (value === 0) return Buffer.from([OP.FALSE]);
  if (value === -1 || (value >= 1 && value <= 16)) return Buffer.from([0x50 + value]);
  return pushData(encodeScriptNumber(value));
}

/** Whether the push used the shortest opcode for its data (BIP62 rule 3). */
export function isMinimalPush({ opcode, data }: Instruction): boolean {
  if (data.length === 0) return opcode === OP.FALSE;
  if (data.length === 1 && data[0]! >= 1 && data[0]! <= 16) return false;
  if (data.length === 1 && data[0] === 0x81) return false;
  if (data.length <= 75) return opcode === data.length;
  if (data.length <= 255) return opcode === OP.PUSHDATA1;
  if (data.length <= 65535) return opcode === OP.PUSHDATA2;
  return true;
}

/** Removes every occurrence of `pattern` that starts at an instruction (FindAndDelete of the original client). */
export function removePattern(script: Buffer, pattern: Buffer): { script: Buffer; removed: number } {
  if (pattern.length === 0 || !script.includes(pattern)) return { script, removed: 0 };
  const kept: Buffer[] = [];
  let removed = 0;
  let copied = 0;
  let offset = 0;
  for (;;) {
    kept.push(script.subarray(copied, offset));
    while (script.subarray(offset, offset + pattern.length).equals(pattern)) {
      offset += pattern.length;
      removed += 1;
    }
    copied = offset;
    if (offset >= script.length) break;
    const instruction = readInstruction(script, offset);
    if (!instruction) break;
    offset = instruction.end;
  }
  kept.push(script.subarray(copied));
  return { script: Buffer.concat(kept), removed };
}
