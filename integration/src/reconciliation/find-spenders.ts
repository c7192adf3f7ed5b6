import { type BitcoinRpc, findTransaction, outpointKey, parseTransaction } from '@istsi/bitcoin-custody';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

/**
 * Which transaction of the chain spends each of these outputs. The watcher says in which block to look, and the block, whose
 * hash is checked, shows it; one that nobody can show has no spender.
 */
export async function findSpenders(
  node: BitcoinRpc,
  db: Kysely<Schema>,
  outpoints: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ outpoint: string; spent_by: string; spent_block_hash: string }>`
    select outpoint, spent_by, spent_block_hash from istsi.bitcoin_credits
    where outpoint = any(${outpoints as string[]}) and spent_by is not null`.execute(db);
  const spenders = new Map<string, string>();
  for (const [txid, block] of new Map(rows.map((row) => [row.spent_by, row.spent_block_hash]))) {
    const inputs = await inputsIn(node, txid, block);
    for (const { outpoint, spent_by } of rows) {
      if (spent_by === txid && inputs.has(outpoint)) spenders.set(outpoint, txid);
    }
  }
  return spenders;
}

async function inputsIn(node: BitcoinRpc, txid: string, block: string): Promise<Set<string>> {
  const header = await node.getHeader(block);
  if (!header || header.confirmations < 1) return new Set();
  const found = findTransaction(await node.getRawBlock(block), txid);
  return new Set(found ? parseTransaction(found.bytes).inputs.map(outpointKey) : []);
}
