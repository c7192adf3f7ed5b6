import { transactionMetaBytes } from '../../ledger/close-meta.ts';
import type { FoundTransaction } from '../../ledger/history.ts';
import { base64 } from '../params.ts';

/** What `getTransaction` and `getTransactions` tell of a transaction. */
export function transactionDetails({ ledger, transaction, order }: FoundTransaction) {
  const { meta } = transaction;
  return {
    status: transaction.successful ? 'SUCCESS' : 'FAILED',
    txHash: transaction.hash,
    applicationOrder: order,
    feeBump: transaction.innerHash !== undefined,
    envelopeXdr: base64(transaction.envelope),
    resultXdr: base64(transaction.result),
    resultMetaXdr: base64(transactionMetaBytes(meta)),
    diagnosticEventsXdr: meta.diagnosticEvents.map(base64),
    events: {
      transactionEventsXdr: [] as string[],
      contractEventsXdr: meta.operations.map(({ events }) => events.map(base64)),
    },
    ledger: ledger.sequence,
  };
}
