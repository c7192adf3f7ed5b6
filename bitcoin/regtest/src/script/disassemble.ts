import { isStrictDer } from './ecdsa.ts';
import { instructions } from './instructions.ts';
import { OP, opcodeName } from './opcodes.ts';
import { isUnspendable } from './templates.ts';

const hashTypeNames: Record<number, string> = {
  1: 'ALL',
  129: 'ALL|ANYONECANPAY',
  2: 'NONE',
  130: 'NONE|ANYONECANPAY',
  3: 'SINGLE',
  131: 'SINGLE|ANYONECANPAY',
};

/** Script as text in Bitcoin Core's `asm` form. In a scriptSig the hash type of signatures is spelled out. */
export function disassemble(script: Buffer, spellHashTypes = false): string {
  const words: string[] = [];
  for (const instruction of instructions(script)) {
    if (!instruction) words.push('[error]');
    else if (instruction.opcode > OP.PUSHDATA4) words.push(opcodeName(instruction.opcode));
    else if (instruction.data.length <= 4) words.push(String(looseNumber(instruction.data)));
    else
      words.push(
        spellHashTypes && !isUnspendable(script)
          ? pushWithHashType(instruction.data)
          : instruction.data.toString('hex'),
      );
  }
  return words.join(' ');
}

function looseNumber(data: Buffer): number {
  if (data.length === 0) return 0;
  const magnitude = Buffer.from(data);
  magnitude[data.length - 1]! &= 0x7f;
  const value = magnitude.readUIntLE(0, data.length);
  return data.at(-1)! & 0x80 ? -value : value;
}

function pushWithHashType(data: Buffer): string {
  const name = hashTypeNames[data.at(-1)!];
  return name && isStrictDer(data) ? `${data.subarray(0, -1).toString('hex')}[${name}]` : data.toString('hex');
}
