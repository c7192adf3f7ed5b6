import {
  type Checkpoint,
  cosignatureOf,
  cosignedAt,
  formatAddCheckpoint,
  type NoteKey,
  openCheckpoint,
  witnessedPath,
} from '@istsi/audit-log';

/** Somebody who says that the log only ever grew. */
export interface WitnessEndpoint {
  /** Its submission prefix, which is its monitoring prefix too (C2SP tlog-witness). */
  url: string;
  /** Of its cosignatures. */
  key: NoteKey;
}

export type WitnessAnswer =
  /** `line`: the cosignature, verified. */
  | { is: 'cosigned'; line: string }
  /** The size of the tree that it saw last: it wants the proof from there. */
  | { is: 'elsewhere'; size: number }
  | { is: 'refused'; why: string };

const MOST_BYTES = 65_536;
const MOST_SAID = 200;

/** C2SP tlog-witness, add-checkpoint. Throws where nobody answers. */
export async function addCheckpoint(
  { url, key }: WitnessEndpoint,
  request: { old: number; proof: readonly Uint8Array[]; checkpoint: string },
  signal: AbortSignal,
): Promise<WitnessAnswer> {
  const { status, text } = await ask(url, 'add-checkpoint', {
    method: 'POST',
    body: formatAddCheckpoint(request),
    signal,
  });
  if (status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text)) return { is: 'elsewhere', size: Number(text) };
  if (status !== 200) return { is: 'refused', why: `it answers ${status}: ${text.trim().slice(0, MOST_SAID)}` };
  const line = cosignatureOf(request.checkpoint + text, key);
  if (line === undefined) return { is: 'refused', why: 'what it answers is no cosignature of its key' };
  return { is: 'cosigned', line };
}

/**
 * What the witness cosigned last of this log. Undefined where it shows nothing, or nothing that it and the log's key signed:
 * a witness alone accuses nobody.
 */
export async function lastWitnessed(
  { url, key }: WitnessEndpoint,
  log: NoteKey,
  signal: AbortSignal,
): Promise<Checkpoint | undefined> {
  const { status, text } = await ask(url, witnessedPath(log.name), { signal });
  const checkpoint = status === 200 ? openCheckpoint(text, log) : undefined;
  return checkpoint && cosignedAt(text, key) !== undefined ? checkpoint : undefined;
}

/** Read as far as such an answer goes, and not where somebody else answers. */
async function ask(base: string, path: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const url = new URL(path, base.endsWith('/') ? base : `${base}/`);
  const response = await fetch(url, { ...init, redirect: 'error' });
  const chunks: Uint8Array[] = [];
  let left = MOST_BYTES;
  for await (const chunk of response.body ?? []) {
    left -= chunk.byteLength;
    // Leaving the loop ends the connection.
    if (left < 0) throw new Error(`it answers with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
}
