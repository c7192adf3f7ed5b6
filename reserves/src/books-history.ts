import { sha256 } from '@noble/hashes/sha2.js';

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
function encodeChange({ change, txid, vout, amountSats }: BooksChange): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES);
  bytes[0] = SIGN[change];
  bytes.write(txid, 1, 'hex');
  bytes.writeUInt32BE(vout, 33);
  bytes.writeBigUInt64BE(amountSats, 37);
  return bytes;
}

export const encodeHistory = (changes: readonly BooksChange[]): Buffer => Buffer.concat(changes.map(encodeChange));

/** Undefined for bytes that are no history. */
export function decodeHistory(bytes: Uint8Array): BooksChange[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length % RECORD_BYTES !== 0) return undefined;
  const changes: BooksChange[] = [];
  for (let at = 0; at < view.length; at += RECORD_BYTES) {
    const sign = view[at];
    if (sign !== SIGN.added && sign !== SIGN.removed) return undefined;
    changes.push({
      change: sign === SIGN.added ? 'added' : 'removed',
      txid: view.toString('hex', at + 1, at + 33),
      vout: view.readUInt32BE(at + 33),
      amountSats: view.readBigUInt64BE(at + 37),
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
    commitment = sha256(Buffer.concat([commitment, encodeChange(change)]));
  }
  return { ok: true, books: { commitment: Buffer.from(commitment).toString('hex'), totalSats, outputs } };
}

/** In the order in which proofs list them: by txid, then by number. */
export const sortedOutputs = ({ outputs }: Books): BooksChange[] =>
  [...outputs.values()].sort((a, b) => (a.txid === b.txid ? a.vout - b.vout : a.txid < b.txid ? -1 : 1));
