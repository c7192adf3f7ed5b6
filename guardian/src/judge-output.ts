import { findTransaction, outpointKey, parseOutpoint, parseTransaction } from '@istsi/bitcoin-custody';
import type { BlockRef } from '@istsi/contracts';
import { contradicted, explained, type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';
import { standingOf } from './judge-block.ts';

export interface ClaimedOutput {
  outpoint: string;
  amountSats: bigint;
  block: BlockRef;
  confirmations: number;
  at: number;
}

/** Whether an output of Bitcoin is in the block that was named, holds this much, and pays one of these scripts. */
export async function judgeOutput(
  world: GuardianWorld,
  claim: ClaimedOutput,
  scripts: readonly Uint8Array[],
): Promise<Verdict> {
  const standing = await standingOf(world, claim);
  if (standing.is === 'known') {
    const inBlock = outputIn(standing.bytes, claim, scripts);
    if (inBlock.is !== 'explained') return inBlock;
    const { depth } = standing;
    // Of a block that was replaced it was true once: what follows from that is told by whoever compares the books.
    if (depth === 0 || depth >= claim.confirmations) return explained;
    return unseen(`it is ${depth} deep on this node, and ${claim.confirmations} were attested`);
  }
  // A reorganization may have put it into another block.
  return (await isElsewhere(world, claim, scripts)) ? explained : standing.verdict;
}

function outputIn(block: Uint8Array, claim: ClaimedOutput, scripts: readonly Uint8Array[]): Verdict {
  const { txid, vout } = parseOutpoint(claim.outpoint);
  const found = findTransaction(block, txid);
  if (!found) return contradicted(`block ${claim.block.hash} does not hold transaction ${txid}`);
  const output = parseTransaction(found.bytes).outputs[vout];
  if (!output) return contradicted(`transaction ${txid} has no output ${vout}`);
  if (output.amountSats !== claim.amountSats) {
    return contradicted(`${claim.outpoint} holds ${output.amountSats} sats, and not ${claim.amountSats}`);
  }
  if (scripts.some((script) => Buffer.compare(script, output.scriptPubKey) === 0)) return explained;
  return contradicted(`${claim.outpoint} pays another address`);
}

async function isElsewhere(
  { bitcoin }: GuardianWorld,
  claim: ClaimedOutput,
  scripts: readonly Uint8Array[],
): Promise<boolean> {
  const { txid, vout } = parseOutpoint(claim.outpoint);
  const unspent = await bitcoin.getUnspentOutput(txid, vout, 'chain');
  const best = unspent && (await bitcoin.getHeader(unspent.bestBlock));
  const hash = best && (await bitcoin.getBlockHash(best.height - unspent.confirmations + 1));
  if (hash === undefined) return false;
  const verdict = outputIn(
    await bitcoin.getRawBlock(hash),
    { ...claim, outpoint: outpointKey({ txid, vout }) },
    scripts,
  );
  return verdict.is === 'explained';
}
