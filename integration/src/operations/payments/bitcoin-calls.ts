import { type BitcoinRpc, isCustodyError } from '@istsi/bitcoin-custody';

/** RPC_VERIFY_ALREADY_IN_UTXO_SET. */
const ALREADY_MINED = -27;
/** RPC_VERIFY_ERROR: among others, of a transaction whose inputs the node does not know. */
const UNKNOWN_INPUTS = -25;

/** What a node makes of a transaction: it is on its way, or in a block already, or not taken, and why. */
export type Broadcast = { is: 'on-its-way' } | { is: 'mined' } | { is: 'refused'; rpcCode: number; reason: string };

export const broadcast = (bitcoin: BitcoinRpc, bytes: Uint8Array): Promise<Broadcast> =>
  outcomeOf(bitcoin.sendTransaction(bytes));

/**
 * Likewise for a child. Where the node has dropped its parent, both are offered at once and judged by what they pay
 * together.
 */
export async function broadcastChild(bitcoin: BitcoinRpc, bytes: Uint8Array, parent: Uint8Array): Promise<Broadcast> {
  const alone = await broadcast(bitcoin, bytes);
  if (alone.is !== 'refused' || alone.rpcCode !== UNKNOWN_INPUTS) return alone;
  return await outcomeOf(bitcoin.sendPackage([parent, bytes]));
}

async function outcomeOf(sending: Promise<unknown>): Promise<Broadcast> {
  try {
    await sending;
    return { is: 'on-its-way' };
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc')) throw error;
    const { rpcCode, reason } = error.context;
    if (rpcCode === ALREADY_MINED) return { is: 'mined' };
    return /txn-already/.test(reason) ? { is: 'on-its-way' } : { is: 'refused', rpcCode, reason };
  }
}
