import { type BitcoinRpc, findInBlock, hashesOfBlocks, parseTransaction } from '@istsi/bitcoin-custody';
import { historyOf, type ProverReach, type TransactionProof, transactionProof } from '@istsi/contracts';
import { RelayerError } from './errors.ts';

/** What `bitcoin-relay` takes as proof of a transaction, and what it is the proof of. */
export interface ProvedTransaction {
  proof: TransactionProof;
  /** As explorers print it. */
  blockHash: string;
}

export interface DepositProof extends ProvedTransaction {
  amountSats: bigint;
}

/** Where a relay began, and where its window begins: what is below has to be shown with its history. */
export type RelayReach = Pick<ProverReach, 'base' | 'windowStart'>;

/** The height of the block that holds an output which nobody spent. */
export async function heightOfOutput(bitcoin: BitcoinRpc, txid: string, vout: number): Promise<number> {
  const output = await bitcoin.getUnspentOutput(txid, vout, 'chain');
  if (!output) throw new RelayerError('relayer/no-output', { txid, vout });
  // Confirmations are as of this block.
  const best = await bitcoin.getHeader(output.bestBlock);
  if (!best) throw new RelayerError('relayer/no-output', { txid, vout });
  return best.height - output.confirmations + 1;
}

/** Makes the proof that a transaction is in the block at a height. */
export async function proveAt(
  bitcoin: BitcoinRpc,
  { txid, height }: { txid: string; height: number },
  { base, windowStart }: RelayReach,
): Promise<ProvedTransaction> {
  const found = await findInBlock(bitcoin, { txid, height });
  if (!found) throw new RelayerError('relayer/chain-changed', { height });
  const before = height < windowStart ? await hashesOfBlocks(bitcoin, base, windowStart) : [];
  if (!before) throw new RelayerError('relayer/chain-changed', { height: windowStart });
  const history = before.length > 0 ? historyOf(before, height - base) : undefined;
  return { proof: transactionProof(found, history), blockHash: found.blockHash };
}

/** Likewise, with what one of its outputs holds. */
export async function proveOutput(
  bitcoin: BitcoinRpc,
  { txid, vout, height }: { txid: string; vout: number; height: number },
  reach: RelayReach,
): Promise<DepositProof> {
  const proved = await proveAt(bitcoin, { txid, height }, reach);
  const output = parseTransaction(proved.proof.transaction).outputs[vout];
  if (!output) throw new RelayerError('relayer/no-output', { txid, vout });
  return { ...proved, amountSats: output.amountSats };
}
