import { type BlockHeader, HEADER_BYTES, parseHeader } from './block.ts';
import { ByteReader, compactSize, DecodeError, u32, varBytes } from './bytes.ts';
import { hash256, toDisplay } from './hash.ts';

const levelWidth = (count: number, height: number): number => (count + (1 << height) - 1) >> height;

function treeHeight(count: number): number {
  let height = 0;
  while (levelWidth(count, height) > 1) height += 1;
  return height;
}

/** CMerkleBlock of BIP37: header and the partial tree that leads to the matched leaves. */
export function encodeMerkleProof(header: Buffer, leaves: Buffer[], matches: boolean[]): Buffer {
  const bits: boolean[] = [];
  const hashes: Buffer[] = [];
  const nodeHash = (height: number, position: number): Buffer => {
    if (height === 0) return leaves[position]!;
    const left = nodeHash(height - 1, position * 2);
    const hasRight = position * 2 + 1 < levelWidth(leaves.length, height - 1);
    return hash256(Buffer.concat([left, hasRight ? nodeHash(height - 1, position * 2 + 1) : left]));
  };
  const walk = (height: number, position: number): void => {
    const covers = matches.slice(position << height, (position + 1) << height).some(Boolean);
    bits.push(covers);
    if (height === 0 || !covers) {
      hashes.push(nodeHash(height, position));
      return;
    }
    walk(height - 1, position * 2);
    if (position * 2 + 1 < levelWidth(leaves.length, height - 1)) walk(height - 1, position * 2 + 1);
  };
  walk(treeHeight(leaves.length), 0);
  const flags = Buffer.alloc((bits.length + 7) >> 3);
  bits.forEach((bit, index) => {
    if (bit) flags[index >> 3]! |= 1 << (index & 7);
  });
  return Buffer.concat([header, u32(leaves.length), compactSize(hashes.length), ...hashes, varBytes(flags)]);
}

/** Checks the proof against its own header and returns the txids it commits to. Throws DecodeError when it does not hold. */
export function parseMerkleProof(data: Uint8Array): { header: BlockHeader; txids: string[]; leafCount: number } {
  const reader = new ByteReader(data);
  const header = parseHeader(reader.bytes(HEADER_BYTES));
  const leafCount = reader.u32();
  const hashes = Array.from({ length: reader.compactSize() }, () => reader.bytes(32));
  const flags = reader.varBytes();
  reader.end();
  if (leafCount === 0 || hashes.length > leafCount) throw new DecodeError('impossible merkle proof');
  const txids: string[] = [];
  let bitIndex = 0;
  let hashIndex = 0;
  const walk = (height: number, position: number): Buffer => {
    if (bitIndex >= flags.length * 8) throw new DecodeError('merkle proof has too few bits');
    const covers = (flags[bitIndex >> 3]! >> (bitIndex & 7)) & 1;
    bitIndex += 1;
    if (height === 0 || !covers) {
      const hash = hashes[hashIndex];
      if (!hash) throw new DecodeError('merkle proof has too few hashes');
      hashIndex += 1;
      if (height === 0 && covers) txids.push(toDisplay(hash));
      return hash;
    }
    const left = walk(height - 1, position * 2);
    if (position * 2 + 1 >= levelWidth(leafCount, height - 1)) return hash256(Buffer.concat([left, left]));
    const right = walk(height - 1, position * 2 + 1);
    if (right.equals(left)) throw new DecodeError('merkle proof repeats a branch');
    return hash256(Buffer.concat([left, right]));
  };
  const root = walk(treeHeight(leafCount), 0);
  if (!root.equals(header.merkleRoot) || hashIndex !== hashes.length || (bitIndex + 7) >> 3 !== flags.length) {
    throw new DecodeError('merkle proof does not lead to the root of its header');
  }
  return { header, txids, leafCount };
}
