import { COINBASE_MATURITY } from '../chain/params.ts';
import { isCoinbase, outpointKey } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { scriptToAddress } from '../script/address.ts';
import type { WalletTransaction } from '../wallet/history.ts';
import { keyForScript, type Wallet } from '../wallet/wallet.ts';
import { btc, type JsonObject } from './json.ts';

function feeSats({ tx, spent }: WalletTransaction): bigint {
  const valueIn = spent.reduce((sum, output) => sum + (output?.valueSats ?? 0n), 0n);
  return tx.outputs.reduce((left, output) => left - output.valueSats, valueIn);
}

/** Fields that every wallet answer gives about a transaction. */
export function walletTransactionFields(node: Node, found: WalletTransaction): JsonObject {
  const { tx, block, time } = found;
  const conflicts = tx.inputs
    .map((input) => node.mempool.spenders.get(outpointKey(input.prevTxid, input.vout))?.tx.txid)
    .filter((txid) => txid !== undefined && txid !== tx.txid) as string[];
  return {
    confirmations: block ? node.chain.confirmations(block) : 0,
    generated: isCoinbase(tx) ? true : undefined,
    trusted: block ? undefined : found.isSpend,
    blockhash: block?.hash,
    blockheight: block?.height,
    blockindex: block?.block?.transactions.indexOf(tx),
    blocktime: block?.header.time,
    txid: tx.txid,
    wtxid: tx.wtxid,
    walletconflicts: conflicts,
    mempoolconflicts: [],
    time,
    timereceived: time,
    'bip125-replaceable': !block && tx.inputs.some((input) => input.sequence < 0xfffffffe) ? 'yes' : 'no',
  };
}

/** What the transaction meant to the wallet, one line per output: sent ones first, then received ones. */
export function walletDetails(node: Node, wallet: Wallet, found: WalletTransaction): JsonObject[] {
  const { tx, isSpend, block } = found;
  const lines: JsonObject[] = [];
  tx.outputs.forEach((output, vout) => {
    const key = keyForScript(wallet, output.script);
    const address = scriptToAddress(output.script);
    if (isSpend && key?.branch !== 1) {
      const fee = btc(-feeSats(found));
      lines.push({ address, category: 'send', amount: btc(-output.valueSats), vout, fee, abandoned: false });
    }
    if (key && (!isSpend || key.branch === 0)) {
      const confirmations = block ? node.chain.confirmations(block) : 0;
      const mined = confirmations > COINBASE_MATURITY ? 'generate' : 'immature';
      const category = isCoinbase(tx) ? mined : 'receive';
      const parent_descs: string[] = [];
      lines.push({ address, parent_descs, category, amount: btc(output.valueSats), label: key.label, vout });
    }
  });
  return lines.sort((a, b) => Number(b.category === 'send') - Number(a.category === 'send'));
}

export function walletTransactionShape(node: Node, wallet: Wallet, found: WalletTransaction): JsonObject {
  const { tx, isSpend, spent } = found;
  const received = tx.outputs.reduce(
    (sum, output) => sum + (keyForScript(wallet, output.script) ? output.valueSats : 0n),
    0n,
  );
  const debited = spent.reduce(
    (sum, output) => sum + (output && keyForScript(wallet, output.script) ? output.valueSats : 0n),
    0n,
  );
  const fee = isSpend ? feeSats(found) : 0n;
  const { tip } = node.chain;
  return {
    amount: btc(received - debited + fee),
    fee: isSpend ? btc(-fee) : undefined,
    ...walletTransactionFields(node, found),
    details: walletDetails(node, wallet, found),
    hex: tx.raw.toString('hex'),
    lastprocessedblock: { hash: tip.hash, height: tip.height },
  };
}
