import type { Statement } from '@istsi/reserves';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** A published proof, as lists show it. */
export interface ProofView {
  /** Also the name of its directory. */
  id: string;
  bitcoinHeight: number;
  bitcoinBlock: string;
  ledger: number;
  outputs: number;
  totalSats: bigint;
  supplySats: bigint;
  owedSats: bigint;
  /** The Stellar transaction in which custodians attested it. */
  stellarTx: string | null;
  publishedAt: Date;
}

export const proofId = (bitcoinHeight: number, ledger: number): string => `block-${bitcoinHeight}-ledger-${ledger}`;

export async function storeProof(
  db: Kysely<Schema>,
  statement: Statement,
  stellarTx: string | undefined,
): Promise<ProofView> {
  const { bitcoin, stellar, reserves, liabilities } = statement;
  const id = proofId(bitcoin.height, stellar.ledger);
  await db
    .insertInto('istsi.reserve_proofs')
    .values({
      ...{ id, bitcoin_height: bitcoin.height, bitcoin_block: bitcoin.block, ledger: stellar.ledger },
      ...{ outputs: reserves.outputs, total_sats: BigInt(reserves.total_sats), stellar_tx: stellarTx ?? null },
      ...{ supply_sats: BigInt(liabilities.supply_sats), owed_sats: BigInt(liabilities.owed_sats) },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await findProof(db, id);
  if (!stored) throw new Error(`proof ${id} was stored and is not there`);
  return stored;
}

export async function findProof(db: Kysely<Schema>, id: string): Promise<ProofView | undefined> {
  const row = await db.selectFrom('istsi.reserve_proofs').selectAll().where('id', '=', id).executeTakeFirst();
  return row && viewOf(row);
}

/** Newest first. */
export async function listProofs(db: Kysely<Schema>, limit: number): Promise<ProofView[]> {
  const rows = await db
    .selectFrom('istsi.reserve_proofs')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(viewOf);
}

interface Row {
  id: string;
  bitcoin_height: number;
  bitcoin_block: string;
  ledger: bigint;
  outputs: number;
  total_sats: bigint;
  supply_sats: bigint;
  owed_sats: bigint;
  stellar_tx: string | null;
  created_at: Date;
}

const viewOf = (row: Row): ProofView => ({
  id: row.id,
  bitcoinHeight: row.bitcoin_height,
  bitcoinBlock: row.bitcoin_block,
  ledger: Number(row.ledger),
  outputs: row.outputs,
  totalSats: row.total_sats,
  supplySats: row.supply_sats,
  owedSats: row.owed_sats,
  stellarTx: row.stellar_tx,
  publishedAt: row.created_at,
});
