import { formatBtc } from '../encoding/amount.ts';
import { inputKey, isCoinbase, isNullOutpoint, type Transaction } from '../encoding/transaction.ts';
import type { Coin } from './coins.ts';
import { COINBASE_MATURITY, isMoney, MAX_BLOCK_WEIGHT, MAX_MONEY_SATS } from './params.ts';
import { requireRule } from './rejection.ts';

/** Rules that need nothing but the transaction. Throws Rejection. */
export function checkTransaction(tx: Transaction): void {
  requireRule(tx.inputs.length > 0, 'bad-txns-vin-empty');
  requireRule(tx.outputs.length > 0, 'bad-txns-vout-empty');
  requireRule(tx.strippedSize * 4 <= MAX_BLOCK_WEIGHT, 'bad-txns-oversize');
  let total = 0n;
  for (const { valueSats } of tx.outputs) {
    requireRule(valueSats >= 0n, 'bad-txns-vout-negative');
    requireRule(valueSats <= MAX_MONEY_SATS, 'bad-txns-vout-toolarge');
    total += valueSats;
    requireRule(isMoney(total), 'bad-txns-txouttotal-toolarge');
  }
  requireRule(new Set(tx.inputs.map(inputKey)).size === tx.inputs.length, 'bad-txns-inputs-duplicate');
  if (isCoinbase(tx)) {
    const { length } = tx.inputs[0]!.scriptSig;
    requireRule(length >= 2 && length <= 100, 'bad-cb-length');
  } else {
    requireRule(!tx.inputs.some(isNullOutpoint), 'bad-txns-prevout-null');
  }
}

/** Maturity and amounts against the spent coins. Returns the fee in sats. Throws Rejection. */
export function checkSpentCoins(tx: Transaction, coins: Coin[], spendHeight: number): bigint {
  let valueIn = 0n;
  for (const coin of coins) {
    const depth = spendHeight - coin.height;
    requireRule(
      !coin.isCoinbase || depth >= COINBASE_MATURITY,
      'bad-txns-premature-spend-of-coinbase',
      `tried to spend coinbase at depth ${depth}`,
    );
    valueIn += coin.valueSats;
    requireRule(isMoney(coin.valueSats) && isMoney(valueIn), 'bad-txns-inputvalues-outofrange');
  }
  const valueOut = tx.outputs.reduce((sum, output) => sum + output.valueSats, 0n);
  requireRule(
    valueIn >= valueOut,
    'bad-txns-in-belowout',
    `value in (${formatBtc(valueIn)}) < value out (${formatBtc(valueOut)})`,
  );
  return valueIn - valueOut;
}
