import { parseToid, toid } from '../../ledger/cursor.ts';
import { RpcError } from '../json-rpc.ts';
import { checkLimit, ledgerRange, type Network } from '../network.ts';
import { checkFormat, optionalNumber, optionalObject, optionalText, type Params } from '../params.ts';
import { transactionDetails } from './transaction-details.ts';

const MAX_LIMIT = 200;
const STANDARD_LIMIT = 50;

/** Transactions in the order they were applied. The cursor is the TOID of the last one that was looked at. */
export function getTransactions(params: Params, network: Network) {
  checkFormat(params, 'invalidRequest');
  const { oldest, latest } = ledgerRange(network);
  const pagination = optionalObject(params, 'pagination');
  const limit = checkLimit(optionalNumber(pagination, 'limit'), MAX_LIMIT, STANDARD_LIMIT);
  const start = startOf(params, optionalText(pagination, 'cursor'), oldest.sequence, latest.sequence);
  const transactions = [];
  let cursor = toid(start.ledger, start.order - 1, 1);
  pages: for (const ledger of network.chain.history.ledgersFrom(start.ledger)) {
    const from = ledger.sequence === start.ledger ? start.order : 1;
    cursor = toid(ledger.sequence, ledger.transactions.length, 1);
    for (let order = from; order <= ledger.transactions.length; order++) {
      const transaction = ledger.transactions[order - 1]!;
      transactions.push({ ...transactionDetails({ ledger, transaction, order }), createdAt: Number(ledger.closeTime) });
      cursor = toid(ledger.sequence, order, 1);
      if (transactions.length === limit) break pages;
    }
  }
  return {
    transactions,
    latestLedger: latest.sequence,
    latestLedgerCloseTimestamp: Number(latest.closeTime),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTimestamp: Number(oldest.closeTime),
    cursor: cursor.toString(),
  };
}

function startOf(params: Params, cursor: string | undefined, oldest: number, latest: number) {
  const startLedger = optionalNumber(params, 'startLedger');
  if (cursor === undefined) {
    if (startLedger >= oldest && startLedger <= latest) return { ledger: startLedger, order: 1 };
    const range = `between the oldest ledger: ${oldest} and the latest ledger: ${latest} for this rpc instance`;
    throw new RpcError('invalidRequest', `start ledger must be ${range}`);
  }
  if (startLedger !== 0) throw new RpcError('invalidRequest', 'startLedger and cursor cannot both be set');
  if (!/^\d{1,19}$/.test(cursor)) throw new RpcError('invalidParams', `cursor ${cursor} is not a number`);
  const { ledger, transaction } = parseToid(BigInt(cursor));
  if (ledger < oldest) {
    throw new RpcError('invalidParams', `database does not contain metadata for ledger: ${ledger}`);
  }
  return { ledger, order: transaction + 1 };
}
