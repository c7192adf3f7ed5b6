import { type Transaction, type TransactionDraft, type TxOutput, virtualSize } from '../encoding/transaction.ts';
import { feeAtRate } from '../mempool/fees.ts';
import { dustThresholdSats } from '../mempool/standardness.ts';
import type { Node } from '../node.ts';
import { type WalletCoin, walletCoins } from './coins.ts';
import { signTransaction } from './sign.ts';
import { issueKey, nextKeyPath, previewKey, type Wallet } from './wallet.ts';

/** Signals replaceability (BIP125) and enables nLockTime. */
const SEQUENCE_REPLACEABLE = 0xfffffffd;

export type Payment = {
  outputs: TxOutput[];
  satsPerKvb: bigint;
  /** Positions of outputs that pay the fee instead of the change. */
  subtractFeeFrom: number[];
  replaceable: boolean;
};

export type SpendFailure = { failure: 'insufficient-funds' | 'amount-too-small-for-fee' };

/** Selects coins, adds change and signs. The change address is issued only when it is used. */
export function createPayment(
  node: Node,
  wallet: Wallet,
  payment: Payment,
): { tx: Transaction; feeSats: bigint } | SpendFailure {
  const spendable = walletCoins(node, wallet)
    .filter((coin) => coin.isTrusted && !coin.isImmature)
    .sort(preferConfirmedAndLarge);
  const targetSats = payment.outputs.reduce((sum, output) => sum + output.valueSats, 0n);
  const chosen: WalletCoin[] = [];
  let valueSats = 0n;
  for (const coin of spendable) {
    chosen.push(coin);
    valueSats += coin.valueSats;
    if (valueSats < targetSats) continue;
    const attempt = tryCoins(node, wallet, payment, chosen, valueSats);
    if (attempt) return attempt;
  }
  return { failure: 'insufficient-funds' };
}

const preferConfirmedAndLarge = (a: WalletCoin, b: WalletCoin): number =>
  Number(a.confirmations === 0) - Number(b.confirmations === 0) || (a.valueSats > b.valueSats ? -1 : 1);

function tryCoins(
  node: Node,
  wallet: Wallet,
  payment: Payment,
  coins: WalletCoin[],
  valueSats: bigint,
): { tx: Transaction; feeSats: bigint } | SpendFailure | undefined {
  const changePath = nextKeyPath(wallet, 'bech32', 1);
  const changeKey = previewKey(wallet, changePath);
  const build = (outputs: TxOutput[]): Transaction => signCoins(node, coins, outputs, payment.replaceable);
  const blankChange = { valueSats: 0n, script: changeKey.script };
  const feeWithChange = feeAtRate(payment.satsPerKvb, virtualSize(build([...payment.outputs, blankChange]).weight));
  const paid = subtractFee(payment, feeWithChange);
  if (!paid) return { failure: 'amount-too-small-for-fee' };
  const feeOnTop = payment.subtractFeeFrom.length > 0 ? 0n : feeWithChange;
  const targetSats = payment.outputs.reduce((sum, output) => sum + output.valueSats, 0n);
  const changeSats = valueSats - targetSats - feeOnTop;
  const change = { valueSats: changeSats, script: changeKey.script };
  if (changeSats >= dustThresholdSats(change)) {
    issueKey(wallet, changePath, '');
    node.record({ type: 'walletKey', wallet: wallet.name, path: changePath, label: '' });
    return { tx: build([...paid, change]), feeSats: feeWithChange };
  }
  // Change too small to be worth an output goes to the miner, if what is left covers the fee.
  const withoutChange = build(payment.outputs);
  const feeSats = feeAtRate(payment.satsPerKvb, virtualSize(withoutChange.weight));
  const exact = subtractFee(payment, feeSats);
  if (!exact) return { failure: 'amount-too-small-for-fee' };
  const left = valueSats - exact.reduce((sum, output) => sum + output.valueSats, 0n);
  return left >= feeSats ? { tx: build(exact), feeSats: left } : undefined;
}

function subtractFee(payment: Payment, feeSats: bigint): TxOutput[] | undefined {
  const payers = payment.subtractFeeFrom;
  if (payers.length === 0) return payment.outputs;
  const share = feeSats / BigInt(payers.length);
  const outputs = payment.outputs.map((output, index) => {
    const remainder = index === payers[0] ? feeSats % BigInt(payers.length) : 0n;
    return payers.includes(index) ? { ...output, valueSats: output.valueSats - share - remainder } : output;
  });
  return outputs.every((output) => output.valueSats >= dustThresholdSats(output)) ? outputs : undefined;
}

function signCoins(node: Node, coins: WalletCoin[], outputs: TxOutput[], replaceable: boolean): Transaction {
  const draft: TransactionDraft = {
    version: 2,
    // Against fee sniping: the payment belongs into the next block, not into a rewritten one.
    lockTime: node.chain.tip.height,
    inputs: coins.map((coin) => ({
      prevTxid: coin.txid,
      vout: coin.vout,
      scriptSig: Buffer.alloc(0),
      sequence: replaceable ? SEQUENCE_REPLACEABLE : SEQUENCE_REPLACEABLE + 1,
      witness: [],
    })),
    outputs,
  };
  const spent = coins.map((coin) => ({ valueSats: coin.valueSats, script: coin.key.script }));
  return signTransaction(
    draft,
    spent,
    coins.map((coin) => coin.key),
  );
}
