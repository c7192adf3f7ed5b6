import { isCustodyError, type Outpoint, outpointKey, parseTransaction, type Transaction } from '@istsi/bitcoin-custody';
import type { SignerWorld } from './judged-call.ts';

/** A transaction of the best chain beside which an output can never be spent otherwise. */
export type Conflict = { by: string; confirmations: number } | { reason: string };

/** Unconfirmed transactions that hang on each other are no more (Bitcoin Core's limit). */
const MOST_ANCESTORS = 25;

/**
 * What spends the output in the best chain of this signer's own node; or, for one that a reorganization undid, what spends
 * a coin that it came from. `ancestors` are the transactions in between, from the one that made the output on: their ids
 * are their hashes, so nobody can invent them. `since`: when the output was in the chain, Unix seconds.
 */
export async function findConflict(
  { outputs }: Pick<SignerWorld, 'outputs'>,
  output: Outpoint,
  { since, ancestors }: { since: number; ancestors: readonly Transaction[] },
): Promise<Conflict> {
  const stranger = strangerAmong(output, ancestors);
  if (stranger !== undefined) return { reason: `${outpointKey(output)} does not come from ${stranger}` };
  const fate = await outputs.trace({ ...output, since });
  if (fate.is === 'spent') return { by: fate.by, confirmations: fate.confirmations };
  if (fate.is === 'unspent') return { reason: `${outpointKey(output)} is unspent` };
  for (const { txid, inputs } of ancestors) {
    for (const input of inputs) {
      const { is, ...spend } = await outputs.trace({ ...input, since });
      // Spent otherwise than by the ancestor, which can never be mined then, nor anything that hangs on it.
      if (is === 'spent' && 'by' in spend && spend.by !== txid) return spend;
    }
  }
  return { reason: `no block spends ${outpointKey(output)}, nor what it is said to come from` };
}

/** The first that is no parent of the one before it, the first of all of the output. */
function strangerAmong({ txid }: Outpoint, ancestors: readonly Transaction[]): string | undefined {
  let wanted = [txid];
  for (const ancestor of ancestors) {
    if (!wanted.includes(ancestor.txid)) return ancestor.txid;
    wanted = ancestor.inputs.map((input) => input.txid);
  }
  return undefined;
}

/** The transactions that came with a call as `{"ancestors": ["<hex>", …]}`; undefined for anything else. */
export function readAncestors(evidence: unknown): Transaction[] | undefined {
  if (evidence === undefined || evidence === null) return [];
  const { ancestors } = evidence as { ancestors?: unknown };
  if (!Array.isArray(ancestors) || ancestors.length > MOST_ANCESTORS) return undefined;
  try {
    return ancestors.map((one) => parseTransaction(Buffer.from(String(one), 'hex')));
  } catch (error) {
    if (isCustodyError(error, 'block/malformed')) return undefined;
    throw error;
  }
}
