import type { BlockRef } from '@istsi/contracts';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** The block that a call names is of the best chain, and among its last `depth`: not before what it is to show. */
export async function checkShows(
  block: BlockRef,
  depth: number,
  { bitcoin }: Pick<SignerWorld, 'bitcoin'>,
): Promise<AttestationRefusal | undefined> {
  const tip = await bitcoin.getTip();
  const hash = block.height <= tip.height ? await bitcoin.getBlockHash(block.height) : undefined;
  if (hash === block.hash && block.height > tip.height - depth) return undefined;
  return refuse(
    'attestation/other-block',
    `block ${block.hash} at height ${block.height} is not one of the best chain that shows it`,
  );
}
