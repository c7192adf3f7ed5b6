import { type ReserveCoin, verifyReserveProof } from '@istsi/bitcoin-custody/verify';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Mismatch, ReadProof } from './read-published.ts';
import { statementMessage } from './statement.ts';

export interface SignatureFacts {
  provenSats: bigint;
  /** How many outputs each kind of quorum ("2 of 3") signed for. */
  quorums: ReadonlyMap<string, number>;
}

/** Executes every signature of the proof's transactions over these coins, for the message of its statement. */
export function verifySignatures(
  { statement, transactions }: ReadProof,
  coins: readonly ReserveCoin[],
): SignatureFacts & { mismatches: Mismatch[] } {
  const { problems, provenSats, quorums } = verifyReserveProof(
    statementMessage(statement),
    transactions.transactions.map(hexToBytes),
    coins,
  );
  const mismatches = problems.map(({ outpoint, transaction, reason }): Mismatch => {
    const where = transaction === undefined ? '' : `proof transaction ${transaction}: `;
    return { code: 'signature', message: `${where}${outpoint ? `${outpoint}: ` : ''}${reason}` };
  });
  return { mismatches, provenSats, quorums };
}
