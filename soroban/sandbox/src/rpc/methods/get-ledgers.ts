import { closeMetaBytes, headerHistoryBytes } from '../../ledger/close-meta.ts';
import { RpcError } from '../json-rpc.ts';
import { checkLimit, ledgerRange, type Network } from '../network.ts';
import { base64, checkFormat, optionalNumber, optionalObject, optionalText, type Params } from '../params.ts';

const MAX_LIMIT = 200;
const STANDARD_LIMIT = 50;

/** Ledgers with header and close meta. The cursor is the number of the last ledger that was answered. */
export function getLedgers(params: Params, network: Network) {
  checkFormat(params, 'invalidRequest');
  const { oldest, latest } = ledgerRange(network);
  const pagination = optionalObject(params, 'pagination');
  const limit = checkLimit(optionalNumber(pagination, 'limit'), MAX_LIMIT, STANDARD_LIMIT);
  const start = startOf(params, optionalText(pagination, 'cursor'), oldest.sequence, latest.sequence);
  const ledgers = [];
  for (const ledger of network.chain.history.ledgersFrom(start)) {
    ledgers.push({
      hash: ledger.hash,
      sequence: ledger.sequence,
      ledgerCloseTime: ledger.closeTime.toString(),
      headerXdr: base64(headerHistoryBytes(ledger)),
      metadataXdr: base64(closeMetaBytes(ledger)),
    });
    if (ledgers.length === limit) break;
  }
  return {
    ledgers,
    latestLedger: latest.sequence,
    latestLedgerCloseTime: Number(latest.closeTime),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: Number(oldest.closeTime),
    cursor: String(ledgers.at(-1)?.sequence ?? start - 1),
  };
}

function startOf(params: Params, cursor: string | undefined, oldest: number, latest: number): number {
  const startLedger = optionalNumber(params, 'startLedger');
  if (cursor === undefined) {
    if (startLedger >= oldest && startLedger <= latest) return startLedger;
    const range = `between the oldest ledger: ${oldest} and the latest ledger: ${latest} for this rpc instance`;
    throw new RpcError('invalidRequest', `start ledger (${startLedger}) must be ${range}`);
  }
  if (startLedger !== 0) {
    throw new RpcError('invalidRequest', `startLedger (${startLedger}) and cursor (${cursor}) cannot both be set`);
  }
  const start = /^\d{1,10}$/.test(cursor) ? Number(cursor) + 1 : Number.NaN;
  // The cursor of the newest ledger is a fine place to wait for the next one.
  if (start >= oldest && start <= latest + 1) return start;
  throw new RpcError('invalidParams', `cursor ('${cursor}') must be a ledger from ${oldest - 1} to ${latest}`);
}
