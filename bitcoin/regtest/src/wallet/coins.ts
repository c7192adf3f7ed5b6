import { COINBASE_MATURITY } from '../chain/params.ts';
import { outpointKey } from '../encoding/transaction.ts';
import { ancestorsOf } from '../mempool/entry.ts';
import type { Node } from '../node.ts';
import type { WalletKey } from './keys.ts';
import { keyForScript, type Wallet } from './wallet.ts';

export type WalletCoin = {
  txid: string;
  vout: number;
  valueSats: bigint;
  key: WalletKey & { label: string };
  confirmations: number;
  /** A mined reward of fewer than 100 blocks, not yet spendable. */
  isImmature: boolean;
  /** Confirmed, or our own change. Coins from others count only once confirmed. */
  isTrusted: boolean;
};

/** The wallet's coins as the mempool would leave them: outputs that an unconfirmed transaction spends are gone. */
export function walletCoins(node: Node, wallet: Wallet): WalletCoin[] {
  const { chain, mempool } = node;
  const coins: WalletCoin[] = [];
  for (const [outpoint, coin] of chain.coins) {
    const key = keyForScript(wallet, coin.script);
    if (!key || mempool.spenders.has(outpoint)) continue;
    const confirmations = chain.tip.height - coin.height + 1;
    const separator = outpoint.indexOf(':');
    coins.push({
      txid: outpoint.slice(0, separator),
      vout: Number(outpoint.slice(separator + 1)),
      valueSats: coin.valueSats,
      key,
      confirmations,
      // Bitcoin Core's wallet waits one block longer than consensus demands.
      isImmature: coin.isCoinbase && confirmations <= COINBASE_MATURITY,
      isTrusted: true,
    });
  }
  for (const entry of mempool.entries.values()) {
    entry.tx.outputs.forEach(({ script, valueSats }, vout) => {
      const key = keyForScript(wallet, script);
      const { txid } = entry.tx;
      if (!key || mempool.spenders.has(outpointKey(txid, vout))) return;
      const isTrusted = [entry, ...ancestorsOf(entry)].every((member) => isOwnSpend(node, wallet, member.tx.txid));
      coins.push({ txid, vout, valueSats, key, confirmations: 0, isImmature: false, isTrusted });
    });
  }
  return coins;
}

/** Whether every input of an unconfirmed transaction spends the wallet's own coins. */
function isOwnSpend(node: Node, wallet: Wallet, txid: string): boolean {
  const { tx } = node.mempool.entries.get(txid)!;
  return tx.inputs.every((input) => {
    const coin = node.mempool.coin(outpointKey(input.prevTxid, input.vout));
    return coin !== undefined && keyForScript(wallet, coin.script) !== undefined;
  });
}

export type WalletBalances = { trustedSats: bigint; pendingSats: bigint; immatureSats: bigint };

export function walletBalances(node: Node, wallet: Wallet): WalletBalances {
  const sum = (coins: WalletCoin[]): bigint => coins.reduce((total, coin) => total + coin.valueSats, 0n);
  const coins = walletCoins(node, wallet);
  return {
    trustedSats: sum(coins.filter((coin) => coin.isTrusted && !coin.isImmature)),
    pendingSats: sum(coins.filter((coin) => !coin.isTrusted)),
    immatureSats: sum(coins.filter((coin) => coin.isImmature)),
  };
}
