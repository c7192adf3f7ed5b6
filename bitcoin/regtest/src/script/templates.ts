import { OP } from './opcodes.ts';

/** Shapes of output script that Bitcoin Core's solver names. */
export type ScriptTemplate =
  | { type: 'nonstandard' | 'nulldata' | 'anchor' }
  | { type: 'pubkey'; key: Buffer }
  | { type: 'pubkeyhash' | 'scripthash'; hash: Buffer }
  | { type: 'multisig'; threshold: number; keys: Buffer[] }
  | { type: 'witness_v0_keyhash' | 'witness_v0_scripthash' | 'witness_v1_taproot'; version: number; program: Buffer }
  | { type: 'witness_unknown'; version: number; program: Buffer };

export function witnessProgram(script: Buffer): { version: number; program: Buffer } | undefined {
  if (script.length < 4 || script.length > 42 || script[1] !== script.length - 2) return undefined;
  const first = script[0]!;
  if (first !== OP.FALSE && (first < OP.TRUE || first > OP.SIXTEEN)) return undefined;
  return { version: first === OP.FALSE ? 0 : first - 0x50, program: script.subarray(2) };
}

export const isPayToScriptHash = (script: Buffer): boolean =>
  script.length === 23 && script[0] === OP.HASH160 && script[1] === 20 && script[22] === OP.EQUAL;

/** Pay-to-anchor: OP_1 <0x4e73>, spendable by anyone. */
export const isPayToAnchor = (version: number, program: Buffer): boolean =>
  version === 1 && program.length === 2 && program[0] === 0x4e && program[1] === 0x73;

/** Provably unspendable outputs never enter the set of unspent outputs. */
export const isUnspendable = (script: Buffer): boolean =>
  (script.length > 0 && script[0] === OP.RETURN) || script.length > 10_000;

const keyLengthIsValid = (key: Buffer): boolean =>
  (key.length === 33 && (key[0] === 2 || key[0] === 3)) ||
  (key.length === 65 && (key[0] === 4 || key[0] === 6 || key[0] === 7));

export function matchTemplate(script: Buffer): ScriptTemplate {
  if (isPayToScriptHash(script)) return { type: 'scripthash', hash: script.subarray(2, 22) };
  const witness = witnessProgram(script);
  if (witness) return matchWitness(witness.version, witness.program);
  if (script[0] === OP.RETURN && restIsPushOnly(script)) return { type: 'nulldata' };
  return matchPubkey(script) ?? matchPubkeyHash(script) ?? matchMultisig(script) ?? { type: 'nonstandard' };
}

function matchWitness(version: number, program: Buffer): ScriptTemplate {
  if (version === 0 && program.length === 20) return { type: 'witness_v0_keyhash', version, program };
  if (version === 0 && program.length === 32) return { type: 'witness_v0_scripthash', version, program };
  if (version === 1 && program.length === 32) return { type: 'witness_v1_taproot', version, program };
  if (isPayToAnchor(version, program)) return { type: 'anchor' };
  return version === 0 ? { type: 'nonstandard' } : { type: 'witness_unknown', version, program };
}

function restIsPushOnly(script: Buffer): boolean {
  for (let offset = 1; offset < script.length; ) {
    const opcode = script[offset]!;
    if (opcode > OP.SIXTEEN) return false;
    let length = opcode <= 75 ? opcode : 0;
    let head = 1;
    if (opcode >= OP.PUSHDATA1 && opcode <= OP.PUSHDATA4) {
      const width = 1 << (opcode - OP.PUSHDATA1);
      if (offset + 1 + width > script.length) return false;
      length = script.readUIntLE(offset + 1, width);
      head += width;
    }
    offset += head + length;
    if (offset > script.length) return false;
  }
  return true;
}

function matchPubkey(script: Buffer): ScriptTemplate | undefined {
  const length = script[0];
  if ((length !== 33 && length !== 65) || script.length !== length + 2 || script.at(-1) !== OP.CHECKSIG)
    return undefined;
  const key = script.subarray(1, -1);
  return keyLengthIsValid(key) ? { type: 'pubkey', key } : undefined;
}

function matchPubkeyHash(script: Buffer): ScriptTemplate | undefined {
  const matches =
    script.length === 25 &&
    script[0] === OP.DUP &&
    script[1] === OP.HASH160 &&
    script[2] === 20 &&
    script[23] === OP.EQUALVERIFY &&
    script[24] === OP.CHECKSIG;
  return matches ? { type: 'pubkeyhash', hash: script.subarray(3, 23) } : undefined;
}

/** m <key> … <key> n CHECKMULTISIG, with the counts as OP_1 … OP_16 or one-byte pushes up to 20. */
function matchMultisig(script: Buffer): ScriptTemplate | undefined {
  if (script.length < 1 || script.at(-1) !== OP.CHECKMULTISIG) return undefined;
  const readCount = (offset: number): [number, number] | undefined => {
    const opcode = script[offset];
    if (opcode === undefined) return undefined;
    if (opcode >= OP.TRUE && opcode <= OP.SIXTEEN) return [opcode - 0x50, offset + 1];
    const value = script[offset + 1];
    return opcode === 1 && value !== undefined && value > 16 && value <= 20 ? [value, offset + 2] : undefined;
  };
  const first = readCount(0);
  if (!first) return undefined;
  const [threshold, start] = first;
  const keys: Buffer[] = [];
  let offset = start;
  while (script[offset] === 33 || script[offset] === 65) {
    const key = script.subarray(offset + 1, offset + 1 + script[offset]!);
    if (!keyLengthIsValid(key)) return undefined;
    keys.push(key);
    offset += 1 + key.length;
  }
  const second = readCount(offset);
  if (!second || second[1] !== script.length - 1 || second[0] !== keys.length || threshold > keys.length)
    return undefined;
  return { type: 'multisig', threshold, keys };
}
