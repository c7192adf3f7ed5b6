import { createHash } from 'node:crypto';
import { Address, nativeToScVal, xdr } from '@stellar/stellar-sdk';

/** A line of the list that a drop pays. Its index is its place. */
export interface Line {
  receiver: string;
  amount: bigint;
}

const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** The leaf of a claim, as the contract hashes it: a struct is a map by its fields' names, in order. */
function leafOf({ receiver, amount }: Line, index: number): Buffer {
  const entry = (name: string, val: xdr.ScVal) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val });
  const claim = xdr.ScVal.scvMap([
    entry('amount', nativeToScVal(amount, { type: 'i128' })),
    entry('index', xdr.ScVal.scvU32(index)),
    entry('receiver', Address.fromString(receiver).toScVal()),
  ]);
  return sha256(LEAF, claim.toXdr());
}

/** The root of a list, and the proof of each line. An odd one out is paired with itself. */
export function merkleTree(lines: readonly Line[]): { root: Buffer; proofs: Buffer[][] } {
  const proofs: Buffer[][] = lines.map(() => []);
  let level = lines.map(leafOf);
  for (let width = 1; level.length > 1; width *= 2) {
    const at = (position: number): Buffer => level[Math.min(position, level.length - 1)]!;
    proofs.forEach((proof, index) => void proof.push(at(Math.floor(index / width) ^ 1)));
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => sha256(NODE, at(2 * i), at(2 * i + 1)));
  }
  return { root: level[0]!, proofs };
}
