import { type BitcoinRpc, outputsAt, type UnspentAt } from '@istsi/bitcoin-custody';
import type { ReserveCoin } from '@istsi/bitcoin-custody/verify';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Mismatch, ReadProof } from './read-published.ts';
import { verifySignatures } from './verify-signatures.ts';

export interface BitcoinFacts {
  provenSats: bigint;
  /** How many outputs each kind of quorum ("2 of 3") signed for. */
  quorums: ReadonlyMap<string, number>;
  /** Outputs that were spent after the block. */
  spentSince: number;
}

/** Takes what every output holds, and that it was unspent, from the verifier's own node, and executes every signature. */
export async function verifyBitcoin(
  proof: ReadProof,
  rpc: BitcoinRpc,
): Promise<{ mismatches: Mismatch[]; facts: BitcoinFacts | undefined }> {
  const { height, block: hash } = proof.statement.bitcoin;
  const listed = proof.outputs.outputs;
  const outpoints = listed.map(({ txid, vout, block }) => ({ txid, vout, blockHash: block }));
  const found = await outputsAt({ rpc, block: { height, hash }, outpoints });
  if (!found.ok) return { mismatches: [{ code: 'bitcoin-block', message: found.reason }], facts: undefined };

  const mismatches: Mismatch[] = [];
  const coins: ReserveCoin[] = [];
  let spentSince = 0;
  for (const output of listed) {
    const { txid, vout } = output;
    const seen = found.outputs.get(`${txid}:${vout}`);
    if (!seen || 'reason' in seen) {
      const reason = seen?.reason ?? 'it was not looked up';
      mismatches.push({
        code: 'bitcoin-output',
        message: `${txid}:${vout} was not unspent at block ${height}: ${reason}`,
      });
      continue;
    }
    for (const [name, stated, actual] of comparedFields(output, seen)) {
      if (stated === actual) continue;
      const message = `${txid}:${vout} has ${name} ${stated} in outputs.json and ${actual} on Bitcoin`;
      mismatches.push({ code: 'bitcoin-output', message });
    }
    if (seen.spentAt !== undefined) spentSince++;
    coins.push({ txid, vout, amountSats: seen.amountSats, scriptPubKey: seen.scriptPubKey });
  }
  const check = await verifySignatures(proof, coins);
  mismatches.push(...check.mismatches);
  const { provenSats, quorums } = check;
  return { mismatches, facts: { provenSats, quorums, spentSince } };
}

function comparedFields(
  output: ReadProof['outputs']['outputs'][number],
  seen: UnspentAt,
): [name: string, stated: string, actual: string][] {
  return [
    ['amount', output.amount_sats, String(seen.amountSats)],
    ['script', output.script, bytesToHex(seen.scriptPubKey)],
    ['height', String(output.height), String(seen.height)],
    ['block', output.block, seen.blockHash],
  ];
}
