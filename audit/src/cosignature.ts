import { ed25519 } from '@noble/curves/ed25519.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  keyIdOf,
  keyOf,
  type NoteKey,
  type NoteSigner,
  parseNote,
  signatureLine,
  signaturesOf,
  verifies,
} from './signed-note.ts';

/** C2SP tlog-cosignature, with Ed25519: that a witness saw a log grow to this checkpoint, and when. */

const TIME_BYTES = 8;

/** The note with what the key signed of it, the line below, and nothing that anybody else signed. Throws for what is no note. */
export function withCosignature(note: string, key: NoteKey, line: string): string {
  const read = parseNote(note);
  if (!read) throw new RangeError('only a note is cosigned');
  const own = signaturesOf(read, key).map((bytes) => signatureLine(key.name, concatBytes(keyIdOf(key), bytes)));
  return `${read.text}\n${own.join('')}${line}`;
}

/** How many of which witnesses must have cosigned a checkpoint. */
export interface Quorum {
  keys: readonly NoteKey[];
  atLeast: number;
}

/** A signature line, which goes below those that the note has. Throws for what is no note. */
export function cosign(note: string, signer: NoteSigner, at: Date): string {
  const text = parseNote(note)?.text;
  if (text === undefined) throw new RangeError('only a note is cosigned');
  const seconds = Math.floor(at.getTime() / 1_000);
  const signature = ed25519.sign(cosignedMessage(text, BigInt(seconds)), signer.seed);
  const time = new Uint8Array(TIME_BYTES);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return signatureLine(signer.name, concatBytes(keyIdOf(keyOf(signer), 'cosignature'), time, signature));
}

const cosignedMessage = (text: string, seconds: bigint): Uint8Array =>
  utf8ToBytes(`cosignature/v1\ntime ${seconds}\n${text}`);

const MOST_SECONDS = 2n ** 63n - 1n;

/**
 * When the witness cosigned the note, in seconds since 1970; undefined where it did not. Every line that bears its name and
 * id must be good. The latest counts: one that asked twice has two.
 */
export function cosignedAt(note: string, witness: NoteKey): bigint | undefined {
  const read = parseNote(note);
  if (!read) return undefined;
  const times = signaturesOf(read, witness, 'cosignature').map((bytes) => {
    if (bytes.length <= TIME_BYTES) return undefined;
    const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    if (seconds === 0n || seconds > MOST_SECONDS) return undefined;
    const isGood = verifies(bytes.slice(TIME_BYTES), cosignedMessage(read.text, seconds), witness.publicKey);
    return isGood ? seconds : undefined;
  });
  const good = times.filter((time) => time !== undefined);
  if (good.length === 0 || good.length < times.length) return undefined;
  return good.reduce((a, b) => (a > b ? a : b));
}

/** What the witness signed of it, as the lines that go below a note; undefined where it did not. */
export function cosignatureOf(note: string, witness: NoteKey): string | undefined {
  const read = parseNote(note);
  if (!read || cosignedAt(note, witness) === undefined) return undefined;
  const id = keyIdOf(witness, 'cosignature');
  const own = signaturesOf(read, witness, 'cosignature');
  return own.map((bytes) => signatureLine(witness.name, concatBytes(id, bytes))).join('');
}

/** Those whose word is missing, where too few have cosigned; nobody where there are enough. */
export function missingWitnesses(note: string, { keys, atLeast }: Quorum): NoteKey[] {
  const missing = keys.filter((key) => cosignedAt(note, key) === undefined);
  return keys.length - missing.length >= atLeast ? [] : missing;
}
