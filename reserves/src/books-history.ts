import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

/** One change of the set of outputs that the reserve counts. */
export interface BooksChange {
  change: 'added' | 'removed';
  txid: string;
  vout: number;
  amountSats: bigint;
}

/** What the reserve manager's books say after all changes. */
export interface Books {
  /** 64 hex digits. */
  commitment: string;
  totalSats: bigint;
  /** By `txid:vout`. */
  outputs: ReadonlyMap<string, BooksChange>;
}

export type BooksReplay = { ok: true; books: Books } | { ok: false; at: number; reason: string };

const SIGN = { added: 0x2b, removed: 0x2d } as const;
const RECORD_BYTES = 45;

/** What the reserve manager hashes for one change (contracts/reserve-manager/books.ts): sign, txid, number, amount. */
function encodeChange({ change, txid, vout, amountSats }: BooksChange): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = SIGN[change];
  bytes.set(hexToBytes(txid), 1);
  view.setUint32(33, checked(BigInt.asUintN(32, BigInt(vout)) === BigInt(vout), vout));
  view.setBigUint64(37, checked(BigInt.asUintN(64, amountSats) === amountSats, amountSats));
  return bytes;
}

/** A DataView would cut off what does not fit. */
function checked<T extends number | bigint>(fits: boolean, value: T): T {
  if (!fits) throw new RangeError(`${value} does not fit into a record of the books`);
  return value;
}

export const encodeHistory = (changes: readonly BooksChange[]): Uint8Array => concatBytes(...changes.map(encodeChange));

/** Undefined for bytes that are no history. */
export function decodeHistory(bytes: Uint8Array): BooksChange[] | undefined {
  if (bytes.length % RECORD_BYTES !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const changes: BooksChange[] = [];
  for (let at = 0; at < bytes.length; at += RECORD_BYTES) {
    const sign = bytes[at];
    if (sign !== SIGN.added && sign !== SIGN.removed) return undefined;
    changes.push({
      change: sign === SIGN.added ? 'added' : 'removed',
      txid: bytesToHex(bytes.subarray(at + 1, at + 33)),
      vout: view.getUint32(at + 33),
      amountSats: view.getBigUint64(at + 37),
    });
  }
  return changes;
}

/**
 * Follows the reserve's books from their beginning. Every change is hashed onto the one before, so that a history which
 * ends in the contract's commitment is the contract's own, whoever tells it.
 */
export function replayHistory(changes: readonly BooksChange[]): BooksReplay {
  const outputs = new Map<string, BooksChange>();
  let commitment = sha256(new Uint8Array());
  let totalSats = 0n;
  for (const [at, change] of changes.entries()) {
    const key = `${change.txid}:${change.vout}`;
    const known = outputs.get(key);
    if (change.change === 'added') {
      if (known) return { ok: false, at, reason: `${key} is added twice` };
      outputs.set(key, change);
      totalSats += change.amountSats;
    } else {
      if (known?.amountSats !== change.amountSats)
        return { ok: false, at, reason: `${key} is not there with that amount` };
      outputs.delete(key);
      totalSats -= change.amountSats;
    }
    commitment = sha256(concatBytes(commitment, encodeChange(change)));
  }
  return { ok: true, books: { commitment: bytesToHex(commitment), totalSats, outputs } };
}

/** In the order in which proofs list them: by txid, then by number. */
export const sortedOutputs = ({ outputs }: Books): BooksChange[] =>
  [...outputs.values()].sort((a, b) => (a.txid === b.txid ? a.vout - b.vout : a.txid < b.txid ? -1 : 1));
