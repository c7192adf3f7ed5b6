import { bech32, bech32m, createBase58check } from '@scure/base';
import { isPoint } from 'tiny-secp256k1';
import { hash160, sha256 } from '../encoding/hash.ts';
import { OP } from './opcodes.ts';
import { matchTemplate } from './templates.ts';

const HRP = 'bcrt';
const PUBKEY_HASH_PREFIX = 0x6f;
const SCRIPT_HASH_PREFIX = 0xc4;
const base58check = createBase58check(sha256);

export const payToPubkeyHash = (hash: Buffer): Buffer =>
  Buffer.concat([Buffer.from([OP.DUP, OP.HASH160, 20]), hash, Buffer.from([OP.EQUALVERIFY, OP.CHECKSIG])]);
export const payToScriptHash = (hash: Buffer): Buffer =>
  Buffer.concat([Buffer.from([OP.HASH160, 20]), hash, Buffer.from([OP.EQUAL])]);
export const payToWitness = (version: number, program: Buffer): Buffer =>
  Buffer.concat([Buffer.from([version === 0 ? OP.FALSE : 0x50 + version, program.length]), program]);
export const payToPubkey = (key: Buffer): Buffer =>
  Buffer.concat([Buffer.from([key.length]), key, Buffer.from([OP.CHECKSIG])]);
export const payToNestedKey = (key: Buffer): Buffer => payToScriptHash(hash160(payToWitness(0, hash160(key))));

/** The script an address of regtest pays to, or why it is not one, in Bitcoin Core's words. */
export function decodeAddress(text: string): { script: Buffer } | { error: string } {
  const isSegwit = text.toLowerCase().startsWith(`${HRP}1`);
  return isSegwit ? decodeSegwit(text) : decodeBase58(text);
}

export function addressToScript(text: string): Buffer | undefined {
  const decoded = decodeAddress(text);
  return 'script' in decoded ? decoded.script : undefined;
}

function decodeSegwit(text: string): { script: Buffer } | { error: string } {
  const plain = bech32.decodeUnsafe(text, 90);
  const decoded = plain ?? bech32m.decodeUnsafe(text, 90);
  if (!decoded) return { error: 'Invalid checksum or encoding of Bech32 address' };
  if (decoded.words.length === 0) return { error: 'Empty Bech32 data section' };
  const [version, ...words] = decoded.words;
  if (version === 0 && !plain) return { error: 'Version 0 witness address must use Bech32 checksum' };
  if (version !== 0 && plain) return { error: 'Version 1+ witness address must use Bech32m checksum' };
  const bytes = bech32.fromWordsUnsafe(words);
  if (!bytes) return { error: 'Invalid padding in Bech32 data section' };
  if (version! > 16) return { error: 'Invalid Bech32 address witness version' };
  const program = Buffer.from(bytes);
  if (version === 0 && program.length !== 20 && program.length !== 32) {
    return { error: `Invalid Bech32 v0 address program size (${program.length} bytes), per BIP141` };
  }
  if (program.length < 2 || program.length > 40) {
    return { error: `Invalid Bech32 address program size (${program.length} bytes)` };
  }
  return { script: payToWitness(version!, program) };
}

function decodeBase58(text: string): { script: Buffer } | { error: string } {
  let data: Buffer;
  try {
    data = Buffer.from(base58check.decode(text));
  } catch {
    return { error: 'Invalid or unsupported Segwit (Bech32) or Base58 encoding.' };
  }
  const hash = data.subarray(1);
  if (hash.length === 20 && data[0] === PUBKEY_HASH_PREFIX) return { script: payToPubkeyHash(hash) };
  if (hash.length === 20 && data[0] === SCRIPT_HASH_PREFIX) return { script: payToScriptHash(hash) };
  return { error: 'Invalid or unsupported Base58-encoded address.' };
}

/** The address of an output script; undefined for scripts that have none. */
export function scriptToAddress(script: Buffer): string | undefined {
  const template = matchTemplate(script);
  switch (template.type) {
    case 'pubkeyhash':
      return base58check.encode(Buffer.concat([Buffer.from([PUBKEY_HASH_PREFIX]), template.hash]));
    case 'scripthash':
      return base58check.encode(Buffer.concat([Buffer.from([SCRIPT_HASH_PREFIX]), template.hash]));
    case 'anchor':
      return encodeSegwit(1, script.subarray(2));
    case 'witness_v0_keyhash':
    case 'witness_v0_scripthash':
    case 'witness_v1_taproot':
    case 'witness_unknown':
      return encodeSegwit(template.version, template.program);
    default:
      return undefined;
  }
}

function encodeSegwit(version: number, program: Buffer): string {
  const words = [version, ...bech32.toWords(program)];
  return version === 0 ? bech32.encode(HRP, words) : bech32m.encode(HRP, words);
}

/** Whether bytes are a public key on the curve, compressed or not. */
export const isPublicKey = (key: Buffer): boolean => (key.length === 33 || key.length === 65) && isPoint(key);
