import { type BlockRef, blockArgs, blockIn } from './block-ref.ts';
import type { IntegrationRouter } from './generated/integration-router.ts';

/** What an entry would make a custodian say: this output belongs to this user, is in this block, and is this deep. */
export interface DepositClaim {
  caller: string;
  attestors: readonly string[];
  user: string;
  amountSats: bigint;
  txid: string;
  vout: number;
  confirmations: number;
  /** The block of the best chain that holds it. */
  block: BlockRef;
}

export type DepositArgs = IntegrationRouter['execute_bitcoin_deposit']['args'];

/** Arguments of the router's call, by the names of its spec. */
export const depositArgs = (claim: DepositClaim): DepositArgs => ({
  caller: claim.caller,
  attestors: claim.attestors,
  user: claim.user,
  btc_amount: claim.amountSats,
  btc_tx_hash: Buffer.from(claim.txid, 'hex'),
  btc_vout: claim.vout,
  confirmations: claim.confirmations,
  ...blockArgs(claim.block),
});

export const depositClaimIn = (args: DepositArgs): DepositClaim => ({
  caller: args.caller,
  attestors: args.attestors,
  user: args.user,
  amountSats: args.btc_amount,
  txid: Buffer.from(args.btc_tx_hash).toString('hex'),
  vout: args.btc_vout,
  confirmations: args.confirmations,
  block: blockIn(args),
});
