import type { LedgerCoin } from './ledger.ts';
import type { Proposal, ProposedOutput, TransactionVersion } from './proposal.ts';

/** Coins and outputs chosen; the transactions that made the coins are fetched next. */
export type Plan = {
  /** The first is the anchor: every later version of the same batch spends it too, so that only one can be mined. */
  readonly coins: readonly LedgerCoin[];
  /** Payments in the order given, then change. */
  readonly outputs: readonly ProposedOutput[];
  readonly feeSats: bigint;
  readonly weight: number;
};

/** A plan with the transactions that made its coins, ready to be signed. */
export function toProposal(
  plan: Plan,
  previousTransactions: ReadonlyMap<string, Uint8Array>,
  version?: TransactionVersion,
): Proposal {
  const inputs = plan.coins.map(({ txid, vout, index, epoch, branch }) => {
    const previousTransaction = previousTransactions.get(txid);
    if (!previousTransaction) throw new RangeError(`transaction ${txid} was not given`);
    return { txid, vout, index, previousTransaction, ...(epoch !== undefined && { epoch }), ...(branch && { branch }) };
  });
  return { inputs, outputs: plan.outputs, lockTime: 0, ...(version !== undefined && { version }) };
}

/** BIP-69 order: the same on every machine. */
export function orderedCoins(coins: readonly LedgerCoin[]): LedgerCoin[] {
  return [...coins].sort((a, b) => (a.txid === b.txid ? a.vout - b.vout : a.txid < b.txid ? -1 : 1));
}
