import { equalBytes } from '@noble/curves/utils.js';
import { base64 } from '@scure/base';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { missingWitnesses, type Quorum } from './cosignature.ts';
import { HASH_BYTES, leafHash, rootOfInclusion } from './merkle.ts';
import type { NoteKey } from './signed-note.ts';

/** C2SP tlog-proof: that an entry is in the log, as text. */
export interface InclusionProof {
  index: number;
  path: readonly Uint8Array[];
  /** The signed note. */
  checkpoint: string;
  /** Here the entry itself, so that the file needs nothing beside it. */
  entry: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

export function formatProof({ index, path, checkpoint, entry }: InclusionProof): string {
  const hashes = path.map((hash) => `${base64.encode(hash)}\n`).join('');
  return `${HEADER}\nextra ${base64.encode(entry)}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Several proofs, one after another, as `istsi audit proof` writes those of an operation. */
export function splitProofs(text: string): string[] {
  return text.split(new RegExp(`^(?=${HEADER.replaceAll('.', '\\.')}$)`, 'm'));
}

/** Undefined for what is no proof, or has no entry. */
export function parseProof(text: string): InclusionProof | undefined {
  const end = text.indexOf('\n\n');
  const [header, extra, index, ...hashes] = text.slice(0, Math.max(end, 0)).split('\n');
  if (header !== HEADER || !/^index (0|[1-9]\d{0,15})$/.test(index ?? '')) return undefined;
  const entry = extra?.startsWith('extra ') ? decode(extra.slice('extra '.length)) : undefined;
  const path = hashes.map(decode);
  if (!entry || !path.every((hash): hash is Uint8Array => hash?.length === HASH_BYTES)) return undefined;
  return { index: Number(index?.slice('index '.length)), path, checkpoint: text.slice(end + 2), entry };
}

export type ProofCheck =
  | { ok: true; entry: Uint8Array; index: number; checkpoint: Checkpoint }
  | { ok: false; problem: string };

/** Whether the log of this key has the entry, and, where a quorum is given, its witnesses saw it. */
export function verifyProof(text: string, key: NoteKey, quorum?: Quorum): ProofCheck {
  const proof = parseProof(text);
  if (!proof) return { ok: false, problem: 'it is no proof: c2sp.org/tlog-proof@v1 with the entry was expected' };
  const checkpoint = openCheckpoint(proof.checkpoint, key);
  if (!checkpoint) return { ok: false, problem: `the log ${key.name} did not sign the checkpoint in it` };
  const { entry, index, path } = proof;
  const root = rootOfInclusion(leafHash(entry), index, checkpoint.size, path);
  if (!root || !equalBytes(root, checkpoint.root)) {
    return { ok: false, problem: `the entry is not the ${index}th of the log that the checkpoint is of` };
  }
  const missing = quorum ? missingWitnesses(proof.checkpoint, quorum) : [];
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    return { ok: false, problem: `these did not cosign the checkpoint that it is proved by: ${names}` };
  }
  return { ok: true, entry, index, checkpoint };
}

function decode(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
