import { type BitcoinRpc, type FeeEstimates, isCustodyError } from '@istsi/bitcoin-custody';

/** Blocks for which a node is asked what a transaction must pay. */
const TARGETS = [2, 4, 6, 12, 24];
const SATS_PER_BTC = 100_000_000;

/** RPC_VERIFY_ALREADY_IN_UTXO_SET. */
const ALREADY_MINED = -27;
/** RPC_INVALID_ADDRESS_OR_KEY: not in the memory pool. */
const NOT_FOUND = -5;

/** What the node thinks a transaction must pay; empty where it has no data. */
export async function readFeeEstimates(bitcoin: BitcoinRpc): Promise<FeeEstimates> {
  const answers = await Promise.all(TARGETS.map((target) => bitcoin.call('estimatesmartfee', [target])));
  const rates = answers.map((answer) => (answer as { feerate?: number }).feerate);
  return new Map(
    TARGETS.flatMap((target, i) => {
      const rate = rates[i];
      return rate === undefined ? [] : [[target, BigInt(Math.round(rate * SATS_PER_BTC))] as const];
    }),
  );
}

export async function isInMempool(bitcoin: BitcoinRpc, txid: string): Promise<boolean> {
  try {
    await bitcoin.call('getmempoolentry', [txid]);
    return true;
  } catch (error) {
    if (isCustodyError(error, 'bitcoin/rpc') && error.context.rpcCode === NOT_FOUND) return false;
    throw error;
  }
}

/** Undefined when the network has the transaction, now or already; otherwise why the node does not take it. */
export async function broadcast(bitcoin: BitcoinRpc, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await bitcoin.sendTransaction(bytes);
    return undefined;
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc')) throw error;
    const { rpcCode, reason } = error.context;
    return rpcCode === ALREADY_MINED || /txn-already/.test(reason) ? undefined : reason;
  }
}

/** A transaction in a block, without needing a node that indexes all of them. */
export async function readMinedTransaction(bitcoin: BitcoinRpc, txid: string, blockHash: string): Promise<Uint8Array> {
  return Buffer.from(String(await bitcoin.call('getrawtransaction', [txid, false, blockHash])), 'hex');
}
