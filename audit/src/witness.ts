import { equalBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64, hex } from '@scure/base';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { EMPTY_ROOT, HASH_BYTES, isConsistent } from './merkle.ts';
import type { NoteKey } from './signed-note.ts';

/** C2SP tlog-witness: what is asked of a witness, and what it has to answer. */

export interface AddCheckpoint {
  /** The size of the tree that the witness saw last. */
  old: number;
  /** RFC 6962, section 2.1.2: from there to the checkpoint. */
  proof: readonly Uint8Array[];
  /** The signed note. */
  checkpoint: string;
}

const MOST_HASHES = 63;

export function formatAddCheckpoint({ old, proof, checkpoint }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((hash) => `${base64.encode(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Undefined for what is no such request. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  const end = body.indexOf('\n\n');
  const [first, ...hashes] = body.slice(0, Math.max(end, 0)).split('\n');
  const size = /^old (0|[1-9]\d{0,15})$/.exec(first ?? '')?.[1];
  if (size === undefined || hashes.length > MOST_HASHES) return undefined;
  if (!hashes.every((hash) => /^[A-Za-z0-9+/]{43}=$/.test(hash))) return undefined;
  const old = Number(size);
  const proof = hashes.map(decodeHash);
  if (!Number.isSafeInteger(old) || !proof.every((hash): hash is Uint8Array => hash !== undefined)) return undefined;
  return { old, proof, checkpoint: body.slice(end + 2) };
}

function decodeHash(text: string): Uint8Array | undefined {
  try {
    const bytes = base64.decode(text);
    return bytes.length === HASH_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Where a witness serves what it cosigned last of a log, below its monitoring prefix. */
export const witnessedPath = (origin: string): string => `${hex.encode(sha256(utf8ToBytes(origin)))}/checkpoint`;

export type WitnessVerdict =
  | { status: 200; checkpoint: Checkpoint }
  | { status: 400 | 403 | 404 | 422; reason: string; isFork?: true }
  /** `size`: of the tree that was seen last. */
  | { status: 409; size: number };

/**
 * What a witness answers; it cosigns at 200 alone. `key`: of the log that the request is of, where this is a witness of it.
 * `latest`: what it cosigned last of that log. Pure: whoever calls lets nobody else in before the answer is kept.
 */
export function judgeAddCheckpoint(
  { old, proof, checkpoint: note }: AddCheckpoint,
  key: NoteKey | undefined,
  latest: Checkpoint | undefined,
): WitnessVerdict {
  const read = parseCheckpoint(note);
  if (!read) return { status: 400, reason: 'it is no checkpoint' };
  if (key?.name !== read.origin) return { status: 404, reason: `${read.origin} is no log that this is a witness of` };
  const checkpoint = openCheckpoint(note, key);
  if (!checkpoint) return { status: 403, reason: `the key of ${read.origin} did not sign it` };
  if (old > checkpoint.size)
    return { status: 400, reason: `a tree of ${checkpoint.size} entries continues none of ${old}` };
  const before = latest ?? { size: 0, root: EMPTY_ROOT };
  if (old !== before.size) return { status: 409, size: before.size };
  if (isConsistent(before, checkpoint, proof)) return { status: 200, checkpoint };
  const isFork = before.size === checkpoint.size && !equalBytes(before.root, checkpoint.root);
  const reason = isFork
    ? `the key of ${read.origin} signed two trees of ${before.size} entries`
    : `the proof does not show that the tree of ${checkpoint.size} entries continues that of ${before.size}`;
  return { status: 422, reason, ...(isFork && { isFork: true }) };
}
