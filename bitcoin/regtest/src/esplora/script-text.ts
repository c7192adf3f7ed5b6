import { scriptToAddress } from '../script/address.ts';
import { instructions } from '../script/instructions.ts';
import { OP, opcodeName } from '../script/opcodes.ts';
import { matchTemplate } from '../script/templates.ts';

/** Esplora's words for what `matchTemplate` finds; everything else is "unknown". */
const typeNames: Record<string, string> = {
  nulldata: 'op_return',
  pubkey: 'p2pk',
  pubkeyhash: 'p2pkh',
  scripthash: 'p2sh',
  witness_v0_keyhash: 'v0_p2wpkh',
  witness_v0_scripthash: 'v0_p2wsh',
  witness_v1_taproot: 'v1_p2tr',
};

/** A script as text in the form of rust-bitcoin, where pushes name their own opcode. */
export function scriptAsm(script: Buffer): string {
  const words: string[] = [];
  for (const instruction of instructions(script)) {
    if (!instruction) {
      words.push('<unexpected end>');
      break;
    }
    const { opcode, data } = instruction;
    if (opcode === OP.FALSE) words.push('OP_0');
    else if (opcode < OP.PUSHDATA1) words.push(`OP_PUSHBYTES_${opcode} ${data.toString('hex')}`);
    else if (opcode <= OP.PUSHDATA4) words.push(`OP_PUSHDATA${1 << (opcode - OP.PUSHDATA1)} ${data.toString('hex')}`);
    else if (opcode === OP.NEGATE1) words.push('OP_PUSHNUM_NEG1');
    else if (opcode >= OP.TRUE && opcode <= OP.SIXTEEN) words.push(`OP_PUSHNUM_${opcode - 0x50}`);
    else words.push(opcodeName(opcode));
  }
  return words.join(' ');
}

export type OutputShape = {
  scriptpubkey: string;
  scriptpubkey_asm: string;
  scriptpubkey_type: string;
  scriptpubkey_address: string | undefined;
  value: number;
};

export function outputShape({ script, valueSats }: { script: Buffer; valueSats: bigint }): OutputShape {
  return {
    scriptpubkey: script.toString('hex'),
    scriptpubkey_asm: scriptAsm(script),
    scriptpubkey_type: script.length === 0 ? 'empty' : (typeNames[matchTemplate(script).type] ?? 'unknown'),
    scriptpubkey_address: scriptToAddress(script),
    value: Number(valueSats),
  };
}
