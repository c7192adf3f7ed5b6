import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64, hex } from '@scure/base';

/** C2SP signed-note, with its Ed25519 signatures. */

/** What a key signs, which is part of its id: notes (signed-note), or that a log was seen to grow (tlog-cosignature). */
export const KEY_TYPES = { note: 0x01, cosignature: 0x04 } as const;
export type KeyType = keyof typeof KEY_TYPES;

const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const MOST_NOTE_LENGTH = 1_000_000;
const SEPARATOR = '\n\n';
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

export interface NoteKey {
  name: string;
  publicKey: Uint8Array;
}

export interface NoteSigner {
  name: string;
  /** 32 bytes, RFC 8032's private key. */
  seed: Uint8Array;
}

export interface NoteSignature {
  name: string;
  keyId: Uint8Array;
  signature: Uint8Array;
}

export interface Note {
  /** Ends with a newline, which is signed too. */
  text: string;
  signatures: readonly NoteSignature[];
}

export const keyOf = ({ name, seed }: NoteSigner): NoteKey => ({ name, publicKey: ed25519.getPublicKey(seed) });

/** What a verifier is given beforehand: name, id and key in one word, as Go's `note` writes it. */
export function formatKey(key: NoteKey, type: KeyType = 'note'): string {
  const bytes = concatBytes(Uint8Array.of(KEY_TYPES[type]), key.publicKey);
  return `${key.name}+${hex.encode(keyIdOf(key, type))}+${base64.encode(bytes)}`;
}

/** Undefined for what is no key of this type, or whose id is not the one of its name and key. */
export function parseKey(text: string, type: KeyType = 'note'): NoteKey | undefined {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  const bytes = found && decode(found[3] ?? '');
  if (!found || bytes?.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== KEY_TYPES[type]) return undefined;
  const key = { name: found[1] ?? '', publicKey: bytes.slice(1) };
  return hex.encode(keyIdOf(key, type)) === found[2] ? key : undefined;
}

export function keyIdOf({ name, publicKey }: NoteKey, type: KeyType = 'note'): Uint8Array {
  const named = concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(KEY_TYPES[type]), publicKey);
  return sha256(named).slice(0, KEY_ID_BYTES);
}

/** The text with a signature below it. */
export function signNote(text: string, signer: NoteSigner): string {
  if (!/^[^\s+]+$/u.test(signer.name)) throw new RangeError(`"${signer.name}" is no name of a key`);
  if (!text.endsWith('\n') || hasControls(text)) throw new RangeError('a note is lines of text');
  const signature = ed25519.sign(utf8ToBytes(text), signer.seed);
  return `${text}\n${signatureLine(signer.name, concatBytes(keyIdOf(keyOf(signer)), signature))}`;
}

export const signatureLine = (name: string, bytes: Uint8Array): string => `— ${name} ${base64.encode(bytes)}\n`;

/** Those of the key, by its name and id; nothing says yet that they are good. */
export function signaturesOf(note: Note, key: NoteKey, type: KeyType = 'note'): Uint8Array[] {
  const id = keyIdOf(key, type);
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && equalBytes(keyId, id));
  return own.map(({ signature }) => signature);
}

/** Reads without believing anything yet; undefined for what is no note. */
export function parseNote(note: string): Note | undefined {
  const at = note.lastIndexOf(SEPARATOR);
  if (at < 0 || note.length > MOST_NOTE_LENGTH || !note.endsWith('\n') || hasControls(note)) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(at + SEPARATOR.length, -1).split('\n')) {
    const found = SIGNATURE_LINE.exec(line);
    const bytes = found && decode(found[2] ?? '');
    if (!found || !bytes || bytes.length <= KEY_ID_BYTES || found[1]?.includes('+')) return undefined;
    const [keyId, signature] = [bytes.slice(0, KEY_ID_BYTES), bytes.slice(KEY_ID_BYTES)];
    signatures.push({ name: found[1] ?? '', keyId, signature });
  }
  return { text: note.slice(0, at + 1), signatures };
}

/** Whether the key signed it: every signature that bears its name and id must be good, and there must be one. */
export function isSignedWith(note: Note, key: NoteKey): boolean {
  const own = signaturesOf(note, key);
  const text = utf8ToBytes(note.text);
  return own.length > 0 && own.every((signature) => verifies(signature, text, key.publicKey));
}

export function verifies(signature: Uint8Array, text: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, text, publicKey, { zip215: false });
  } catch {
    // Bytes that are no point or no number: no signature.
    return false;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
const hasControls = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text);

function decode(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
