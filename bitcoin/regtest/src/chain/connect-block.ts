import { inputKey, outpointKey, type Transaction } from '../encoding/transaction.ts';
import { CONSENSUS_FLAGS } from '../script/flags.ts';
import { scriptErrors } from '../script/script-error.ts';
import { spendingTransaction } from '../script/signature-hash.ts';
import { sigopCost } from '../script/sigops.ts';
import { isUnspendable } from '../script/templates.ts';
import { verifyInput } from '../script/verify-input.ts';
import type { BlockNode } from './block-tree.ts';
import { checkSpentCoins } from './check-transaction.ts';
import type { Coin } from './coins.ts';
import { sequenceLocksHold } from './locks.ts';
import { MAX_BLOCK_SIGOP_COST, subsidySats } from './params.ts';
import { Rejection, requireRule } from './rejection.ts';

/** Unspent outputs of the active chain by `txid:vout`. */
export type CoinSet = Map<string, Coin>;

/** Whether the scripts of a transaction, witness included, have been verified before. */
export type ScriptsVerified = (wtxid: string) => boolean;

/**
 * Applies a block to the coins and returns what it spent. On a broken rule the coins are as before and a Rejection is thrown.
 * `node.parent` must be the block that the coins stand at.
 */
export function connectBlock(coins: CoinSet, node: BlockNode, scriptsVerified: ScriptsVerified): Coin[][] {
  const undo: Coin[][] = [];
  const { transactions } = node.block!;
  try {
    let fees = 0n;
    let sigops = 0;
    for (const [index, tx] of transactions.entries()) {
      requireNoUnspentTwin(coins, tx);
      const spent = index === 0 ? [] : takeInputs(coins, tx);
      undo.push(spent);
      if (index > 0) {
        fees += naming(tx, () => checkSpentCoins(tx, spent, node.height));
        requireRule(
          sequenceLocksHold(tx, spent, node.parent!),
          'bad-txns-nonfinal',
          'contains a non-BIP68-final transaction',
        );
      }
      sigops += sigopCost(tx, spent);
      requireRule(sigops <= MAX_BLOCK_SIGOP_COST, 'bad-blk-sigops', 'too many sigops');
      if (index > 0 && !scriptsVerified(tx.wtxid)) verifyScripts(tx, spent);
      addOutputs(coins, tx, node.height, index === 0);
    }
    const reward = transactions[0]!.outputs.reduce((sum, output) => sum + output.valueSats, 0n);
    const limit = subsidySats(node.height) + fees;
    requireRule(reward <= limit, 'bad-cb-amount', `coinbase pays too much (actual=${reward} vs limit=${limit})`);
    return undo;
  } catch (error) {
    revert(coins, transactions, undo);
    throw error;
  }
}

/** Takes a block off the coins again. */
export function disconnectBlock(coins: CoinSet, node: BlockNode): void {
  revert(coins, node.block!.transactions, node.undo!);
}

function revert(coins: CoinSet, transactions: Transaction[], undo: Coin[][]): void {
  for (let index = undo.length - 1; index >= 0; index--) {
    const tx = transactions[index]!;
    const spent = undo[index]!;
    for (const vout of tx.outputs.keys()) coins.delete(outpointKey(tx.txid, vout));
    for (const [position, coin] of spent.entries()) coins.set(inputKey(tx.inputs[position]!), coin);
  }
}

/** BIP30: a transaction must not repeat one that still has unspent outputs. */
function requireNoUnspentTwin(coins: CoinSet, tx: Transaction): void {
  const repeats = tx.outputs.some((_, vout) => coins.has(outpointKey(tx.txid, vout)));
  requireRule(!repeats, 'bad-txns-BIP30', 'tried to overwrite transaction');
}

/** Adds to a rejection which transaction of the block it is about. */
function naming<T>(tx: Transaction, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    throw new Rejection(error.reason, `${error.details ?? ''} in transaction ${tx.txid}`);
  }
}

function takeInputs(coins: CoinSet, tx: Transaction): Coin[] {
  const keys = tx.inputs.map(inputKey);
  const spent = keys.map((key) => coins.get(key));
  if (!spent.every((coin) => coin !== undefined)) {
    const details = `CheckTxInputs: inputs missing/spent in transaction ${tx.txid}`;
    throw new Rejection('bad-txns-inputs-missingorspent', details);
  }
  for (const key of keys) coins.delete(key);
  return spent;
}

function addOutputs(coins: CoinSet, tx: Transaction, height: number, isCoinbase: boolean): void {
  tx.outputs.forEach(({ valueSats, script }, vout) => {
    if (!isUnspendable(script)) coins.set(outpointKey(tx.txid, vout), { valueSats, script, height, isCoinbase });
  });
}

function verifyScripts(tx: Transaction, spent: Coin[]): void {
  const spending = spendingTransaction(tx, spent);
  for (let index = 0; index < tx.inputs.length; index++) {
    const failure = verifyInput(spending, index, CONSENSUS_FLAGS);
    if (failure) {
      const input = tx.inputs[index]!;
      throw new Rejection(
        `block-script-verify-flag-failed (${scriptErrors[failure]})`,
        `input ${index} of ${tx.txid} (wtxid ${tx.wtxid}), spending ${inputKey(input)}`,
      );
    }
  }
}
