import { type BitcoinRpc, isCustodyError } from '@istsi/bitcoin-custody';

/** RPC_VERIFY_ALREADY_IN_UTXO_SET. */
const ALREADY_MINED = -27;
/** RPC_VERIFY_ERROR: among others, of a transaction whose inputs the node does not know. */
const UNKNOWN_INPUTS = -25;

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
