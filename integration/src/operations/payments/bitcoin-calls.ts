import { type BitcoinRpc, isCustodyError } from '@istsi/bitcoin-custody';

const SATS_PER_BTC = 100_000_000;

/** RPC_VERIFY_ALREADY_IN_UTXO_SET. */
const ALREADY_MINED = -27;
/** RPC_INVALID_ADDRESS_OR_KEY: not in the memory pool. */
const NOT_FOUND = -5;

/** RPC_VERIFY_ERROR: among others, of a transaction whose inputs the node does not know. */
const UNKNOWN_INPUTS = -25;

/** Below this rate the node takes nothing now: it rises while the memory pool is full. */
export async function readRelayFloor(bitcoin: BitcoinRpc): Promise<bigint> {
  const { mempoolminfee } = (await bitcoin.call('getmempoolinfo')) as { mempoolminfee: number };
  return BigInt(Math.ceil(mempoolminfee * SATS_PER_BTC));
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
  return (await refusalOf(bitcoin.sendTransaction(bytes)))?.reason;
}

/**
 * Likewise for a child. Where the node has dropped its parent, both are offered at once and judged by what they pay
 * together.
 */
export async function broadcastChild(
  bitcoin: BitcoinRpc,
  bytes: Uint8Array,
  parent: Uint8Array,
): Promise<string | undefined> {
  const alone = await refusalOf(bitcoin.sendTransaction(bytes));
  if (alone?.rpcCode !== UNKNOWN_INPUTS) return alone?.reason;
  return (await refusalOf(bitcoin.sendPackage([parent, bytes])))?.reason;
}

async function refusalOf(sending: Promise<unknown>): Promise<{ rpcCode: number; reason: string } | undefined> {
  try {
    await sending;
    return undefined;
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc')) throw error;
    const { rpcCode, reason } = error.context;
    return rpcCode === ALREADY_MINED || /txn-already/.test(reason) ? undefined : { rpcCode, reason };
  }
}

/** A transaction in a block, without needing a node that indexes all of them. */
export async function readMinedTransaction(bitcoin: BitcoinRpc, txid: string, blockHash: string): Promise<Uint8Array> {
  return Buffer.from(String(await bitcoin.call('getrawtransaction', [txid, false, blockHash])), 'hex');
}
