import { concatBytes } from '../bytes.ts';
import { walkBlock } from './walk.ts';

/** The transactions of a block without their witnesses, in its order: their ids, and the root of its header, are of these. */
export function bareTransactions(block: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  walkBlock(block, {
    transaction({ start, bodyStart, bodyEnd, end, hasWitness }) {
      const bare = hasWitness
        ? concatBytes(
            block.subarray(start, start + 4),
            block.subarray(bodyStart, bodyEnd),
            block.subarray(end - 4, end),
          )
        : block.slice(start, end);
      found.push(bare);
    },
  });
  return found;
}
