import { hexToBytes } from '@noble/hashes/utils.js';
import type { BooksChange } from './books-history.ts';
import { changesOf, type ListedOutput } from './published-files.ts';
import { type Mismatch, type ReadFile, readPublished } from './read-published.ts';
import type { Statement } from './statement.ts';
import { verifyFiles } from './verify-files.ts';
import { type SignatureFacts, type VerifyParts, verifySignatures } from './verify-signatures.ts';

export interface PublishedVerification {
  /** Empty if the files are what they say that they are. */
  mismatches: readonly Mismatch[];
  statement: Statement | undefined;
  /** Every change of the books, as the files list them. */
  history: readonly BooksChange[] | undefined;
  /** What is left of it, as the files list it. */
  outputs: readonly ListedOutput[] | undefined;
  /** Over the outputs as the files list them. */
  signatures: SignatureFacts | undefined;
}

/**
 * What the files of a proof show by themselves, asking nobody: that they belong together, that the history ends in the
 * outputs and the commitment, and that the quorum signed for every output as it is listed. Whether these outputs were
 * unspent, and the contract recorded this proof, only nodes can tell: `verifyReserves` of the whole package.
 * `verifyParts`: where its signatures are verified, if not here.
 */
export async function verifyPublished(read: ReadFile, verifyParts?: VerifyParts): Promise<PublishedVerification> {
  const { proof, mismatches: unread } = await readPublished(read);
  if (!proof) {
    const none = { statement: undefined, history: undefined, outputs: undefined, signatures: undefined };
    return { mismatches: unread, ...none };
  }
  const coins = proof.outputs.outputs.map(({ txid, vout, amount_sats, script }) => ({
    ...{ txid, vout },
    amountSats: BigInt(amount_sats),
    scriptPubKey: hexToBytes(script),
  }));
  const { mismatches, ...signatures } = await verifySignatures(proof, coins, verifyParts);
  return {
    mismatches: [...unread, ...verifyFiles(proof), ...mismatches],
    statement: proof.statement,
    history: changesOf(proof.history),
    outputs: proof.outputs.outputs,
    signatures,
  };
}
