import { parseTransactionHex, type Transaction, virtualSize } from '../../encoding/transaction.ts';
import { entryVirtualSize } from '../../mempool/entry.ts';
import { acceptPackage, isChildWithParents, MAX_PACKAGE_COUNT, type MemberResult } from '../../mempool/package.ts';
import { makeRoom, type Node, recordTransaction } from '../../node.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseAmount, parseMaxFeeRate } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { burnsMore, MAX_BURN_MESSAGE } from './transactions.ts';

const TOPOLOGY_MESSAGE = 'package topology disallowed. not child-with-parents or parents depend on each other.';

/** The transactions of a package from their hex. */
export function parsePackage(rawTransactions: string[]): Transaction[] {
  if (rawTransactions.length < 1 || rawTransactions.length > MAX_PACKAGE_COUNT) {
    failRpc('INVALID_PARAMETER', `Array must contain between 1 and ${MAX_PACKAGE_COUNT} transactions.`);
  }
  return rawTransactions.map((hex, index) => {
    try {
      return parseTransactionHex(hex);
    } catch {
      const hint = 'Make sure the tx has at least one input.';
      return failRpc('DESERIALIZATION', `TX decode failed for tx ${index}. ${hint}`);
    }
  });
}

function memberShape(tx: Transaction, result: MemberResult): JsonObject {
  if (result.status === 'refused') return { txid: tx.txid, error: result.error };
  if (result.status === 'other-witness') return { txid: tx.txid, 'other-wtxid': result.wtxid };
  const { entry } = result;
  const vsize = entryVirtualSize(entry);
  const fees: JsonObject = { base: btc(entry.feeSats) };
  if (result.status === 'accepted') {
    const { feeSats, size } = result.paid;
    fees['effective-feerate'] = btc((feeSats * 1000n) / BigInt(size));
    fees['effective-includes'] = result.includes;
  }
  return { txid: tx.txid, vsize_adjusted: vsize, vsize, vsize_bip141: virtualSize(tx.weight), fees };
}

export function submitPackage(
  node: Node,
  rawTransactions: string[],
  maxSatsPerKvb: bigint,
  maxBurnSats: bigint,
): JsonObject {
  const transactions = parsePackage(rawTransactions);
  if (transactions.some((tx) => burnsMore(tx, maxBurnSats))) failRpc('VERIFY', MAX_BURN_MESSAGE);
  if (transactions.length > 1 && !isChildWithParents(transactions)) failRpc('VERIFY', TOPOLOGY_MESSAGE);
  const { message, members, replaced } = acceptPackage(node.accept, transactions, maxSatsPerKvb, {
    accepted: (entry) => recordTransaction(node, entry),
    makeRoom: () => makeRoom(node),
  });
  return {
    package_msg: message,
    'tx-results': Object.fromEntries([...members].map(([tx, result]) => [tx.wtxid, memberShape(tx, result)])),
    'replaced-transactions': [...replaced],
  };
}

type Amount = number | string;

export const packageMethods: Record<string, Method> = {
  submitpackage: method(
    'Rawtransactions',
    'Puts a transaction and its unconfirmed parents into the mempool, at the fee rate of all where one alone pays too little.',
    [required('package', 'strings'), optional('maxfeerate', 'amount'), optional('maxburnamount', 'amount')],
    ({ node }, [rawTransactions, maxFeeRate, maxBurn]: [string[], Amount?, Amount?]) =>
      submitPackage(
        node,
        rawTransactions,
        parseMaxFeeRate(maxFeeRate),
        maxBurn === undefined ? 0n : parseAmount(maxBurn),
      ),
  ),
};
