import { bytesToHex } from '../bytes.ts';

/** An m-of-n script as a witness reveals it: distinct keys, in their order. */
export type Multisig = { readonly threshold: number; readonly keys: readonly Uint8Array[] };

const OP_1 = 0x51;
const OP_16 = 0x60;
const OP_NUMEQUAL = 0x9c;
const OP_CHECKSIG = 0xac;
const OP_CHECKMULTISIG = 0xae;
const OP_CHECKSIGADD = 0xba;

const smallNumber = (opcode = 0): number => (opcode >= OP_1 && opcode <= OP_16 ? opcode - OP_1 + 1 : 0);

/** Reads `m KEY… n OP_CHECKMULTISIG` with compressed keys; undefined for any other script. */
export function readMultisig(script: Uint8Array): Multisig | undefined {
  const threshold = smallNumber(script[0]);
  const count = smallNumber(script[script.length - 2]);
  if (script.at(-1) !== OP_CHECKMULTISIG || script.length !== 3 + count * 34) return undefined;
  const keys: Uint8Array[] = [];
  for (let at = 1; keys.length < count; at += 34) {
    if (script[at] !== 33) return undefined;
    keys.push(script.subarray(at + 1, at + 34));
  }
  return checked({ threshold, keys });
}

/** Reads `KEY OP_CHECKSIG KEY OP_CHECKSIGADD … m OP_NUMEQUAL` (BIP-387); undefined for any other script. */
export function readTapscriptMultisig(script: Uint8Array): Multisig | undefined {
  const count = (script.length - 2) / 34;
  const threshold = smallNumber(script[script.length - 2]);
  if (script.at(-1) !== OP_NUMEQUAL || !Number.isInteger(count) || count < 1) return undefined;
  const keys: Uint8Array[] = [];
  for (let at = 0; keys.length < count; at += 34) {
    if (script[at] !== 32 || script[at + 33] !== (at === 0 ? OP_CHECKSIG : OP_CHECKSIGADD)) return undefined;
    keys.push(script.subarray(at + 1, at + 33));
  }
  return checked({ threshold, keys });
}

/** A key that stands twice would let one holder count as two. */
function checked(multisig: Multisig): Multisig | undefined {
  const { threshold, keys } = multisig;
  const distinct = new Set(keys.map(bytesToHex));
  return threshold >= 1 && threshold <= keys.length && distinct.size === keys.length ? multisig : undefined;
}
