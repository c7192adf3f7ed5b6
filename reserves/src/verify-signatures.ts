import {
  type InputCheck,
  judgeProof,
  type ProofPart,
  proofParts,
  type ReserveCoin,
  verifyProofPart,
} from '@istsi/bitcoin-custody/verify';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Mismatch, ReadProof } from './read-published.ts';
import { statementMessage } from './statement.ts';

export interface SignatureFacts {
  provenSats: bigint;
  /** How many outputs each kind of quorum ("2 of 3") signed for. */
  quorums: ReadonlyMap<string, number>;
}

/** Verifies the parts of a proof, in their order: here, or wherever there is a processor for it. */
export type VerifyParts = (parts: readonly ProofPart[]) => Promise<InputCheck[][]>;

/** Executes every signature of the proof's transactions over these coins, for the message of its statement. */
export async function verifySignatures(
  { statement, transactions }: ReadProof,
  coins: readonly ReserveCoin[],
  verifyParts: VerifyParts = async (parts) => parts.map(verifyProofPart),
): Promise<SignatureFacts & { mismatches: Mismatch[] }> {
  const bytes = transactions.transactions.map(hexToBytes);
  const checks = await verifyParts(proofParts(bytes, coins));
  const { problems, provenSats, quorums } = judgeProof(statementMessage(statement), bytes, coins, checks);
  const mismatches = problems.map(({ outpoint, transaction, reason }): Mismatch => {
    const where = transaction === undefined ? '' : `proof transaction ${transaction}: `;
    return { code: 'signature', message: `${where}${outpoint ? `${outpoint}: ` : ''}${reason}` };
  });
  return { mismatches, provenSats, quorums };
}
