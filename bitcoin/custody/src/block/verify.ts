import { sameBytes } from '../bytes.ts';
import { CustodyError } from '../errors.ts';
import { hash256, toDisplayHash } from './hash.ts';
import { spanTxid } from './transaction.ts';
import { HEADER_BYTES, type TransactionSpan, walkBlock } from './walk.ts';

export type BlockHeader = {
  readonly hash: string;
  readonly previousHash: string;
  readonly merkleRoot: string;
  readonly time: number;
};

export function parseHeader(bytes: Uint8Array): BlockHeader {
  if (bytes.length < HEADER_BYTES) {
    throw new CustodyError('block/malformed', { reason: 'a header has 80 bytes', offset: bytes.length });
  }
  return {
    hash: toDisplayHash(hash256(bytes.subarray(0, HEADER_BYTES))),
    previousHash: toDisplayHash(bytes.subarray(4, 36)),
    merkleRoot: toDisplayHash(bytes.subarray(36, 68)),
    time: new DataView(bytes.buffer, bytes.byteOffset + 68, 4).getUint32(0, true),
  };
}

/** The root over transaction ids, and whether some pair is equal: such a list has a twin with the same root (CVE-2012-2459). */
function merkleRoot(txids: readonly Uint8Array[]): { root: Uint8Array; hasTwin: boolean } {
  let level = txids;
  let hasTwin = false;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array;
      const right = level[i + 1];
      if (right && sameBytes(right, left)) hasTwin = true;
      above.push(hash256(left, right ?? left));
    }
    level = above;
  }
  return { root: level[0] as Uint8Array, hasTwin };
}

/**
 * Checks that these bytes are the block of that hash: the header hashes to it and commits to exactly these
 * transactions. With this, a block can come from any backend.
 */
export function verifyBlock(bytes: Uint8Array, expectedHash: string): BlockHeader {
  const header = parseHeader(bytes);
  if (header.hash !== expectedHash) {
    throw new CustodyError('block/wrong-hash', { expected: expectedHash, found: header.hash });
  }
  const txids: Uint8Array[] = [];
  walkBlock(bytes, { transaction: (span) => txids.push(spanTxid(bytes, span)) });
  const { root, hasTwin } = merkleRoot(txids);
  const found = toDisplayHash(root);
  if (found !== header.merkleRoot || hasTwin) {
    throw new CustodyError('block/wrong-merkle-root', { hash: header.hash, expected: header.merkleRoot, found });
  }
  return header;
}

/** The bytes of the transactions of a block that have these ids. */
export function findTransactions(block: Uint8Array, txids: ReadonlySet<string>): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  walkBlock(block, {
    transaction(span) {
      if (found.size === txids.size) return;
      const txid = toDisplayHash(spanTxid(block, span));
      if (txids.has(txid)) found.set(txid, block.subarray(span.start, span.end));
    },
  });
  return found;
}

/** The bytes of one transaction of a block, by its id. */
export function findTransaction(block: Uint8Array, txid: string): { bytes: Uint8Array; txIndex: number } | undefined {
  let found: { span: TransactionSpan; txIndex: number } | undefined;
  walkBlock(block, {
    transaction(span, txIndex) {
      if (!found && toDisplayHash(spanTxid(block, span)) === txid) found = { span, txIndex };
    },
  });
  return found && { bytes: block.subarray(found.span.start, found.span.end), txIndex: found.txIndex };
}
