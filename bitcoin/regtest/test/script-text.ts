import { pushData, pushNumber } from '../src/script/instructions.ts';
import { OP } from '../src/script/opcodes.ts';

const opcodes: Record<string, number> = {
  ...OP,
  '2DROP': OP.DROP2,
  '2DUP': OP.DUP2,
  '3DUP': OP.DUP3,
  '2OVER': OP.OVER2,
  '2ROT': OP.ROT2,
  '2SWAP': OP.SWAP2,
  '1ADD': OP.ADD1,
  '1SUB': OP.SUB1,
  '0NOTEQUAL': OP.NOTEQUAL0,
};

/** Assembles test scripts: decimal numbers, <hex> pushes, 0x raw bytes, 'text' pushes and opcode names. */
export function assemble(text: string): Buffer {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return Buffer.concat(words.map(assembleWord));
}

function assembleWord(word: string): Buffer {
  if (/^-?\d+$/.test(word)) return pushNumber(Number(word));
  if (word.startsWith('0x')) return Buffer.from(word.slice(2), 'hex');
  if (word.startsWith('<')) return pushData(Buffer.from(word.slice(1, -1), 'hex'));
  if (word.startsWith("'")) return pushData(Buffer.from(word.slice(1, -1)));
  const opcode = opcodes[word];
  if (opcode === undefined) throw new Error(`unknown word in a test script: ${word}`);
  return Buffer.from([opcode]);
}
