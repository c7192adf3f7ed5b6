import { count, isCustodyError, MOST_WEIGHT_V3, object, type TransactionVersion } from '@istsi/bitcoin-custody';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';

/** Bitcoin Core relays version 3 (TRUC, BIP-431) from 28.0 on. */
const FIRST_TO_RELAY = 280_000;
/** What cancels a payment has one output in place of all others, which may be longer than each of them (BIP-141). */
const LONGEST_OUTPUT_WEIGHT = 4 * 43;

const NetworkInfo = object({ version: count });

/**
 * Of a transaction that spends only what is in blocks: version 3 where the node relays it. Of what spends such a
 * transaction only one child of 1,000 vbytes waits beside it, so that no recipient can make its replacement dear, nor keep
 * a child of ours out.
 */
export async function chooseVersion(
  { bitcoin }: Pick<WithdrawalWorld, 'bitcoin'>,
  { weight }: { weight: number },
): Promise<TransactionVersion> {
  if (weight > MOST_WEIGHT_V3 - LONGEST_OUTPUT_WEIGHT) return 2;
  return (await readNodeVersion(bitcoin)) >= FIRST_TO_RELAY ? 3 : 2;
}

/** A node that does not say which it is, is taken for an old one: all of them relay version 2. */
async function readNodeVersion(bitcoin: WithdrawalWorld['bitcoin']): Promise<number> {
  try {
    return (await bitcoin.ask('getnetworkinfo', [], NetworkInfo)).version;
  } catch (error) {
    if (!isCustodyError(error, 'bitcoin/rpc')) throw error;
    return 0;
  }
}
