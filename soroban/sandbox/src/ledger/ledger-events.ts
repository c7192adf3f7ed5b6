import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { ClosedLedger } from './closed-ledger.ts';
import { eventCursor } from './cursor.ts';

/** An event of a contract, taken apart as readers filter and receive it. */
export type LedgerEvent = {
  /** Orders all events; see `eventCursor`. */
  readonly cursor: string;
  readonly ledger: number;
  /** Seconds since 1970. */
  readonly closeTime: bigint;
  readonly type: 'contract' | 'system';
  /** `C…`, empty when the event belongs to no contract. */
  readonly contractId: string;
  readonly transactionHash: string;
  /** Position of the transaction in the ledger and of the operation in the transaction. */
  readonly transactionIndex: number;
  readonly operationIndex: number;
  /** `ScVal`s, base64. */
  readonly topics: readonly string[];
  readonly value: string;
};

/** The contract and system events of a ledger, in order. */
export function ledgerEvents({ sequence, closeTime, transactions }: ClosedLedger): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  transactions.forEach((tx, index) => {
    tx.meta.operations.forEach((operation, operationIndex) => {
      operation.events.forEach((bytes, eventIndex) => {
        const event = xdr.ContractEvent.fromXdr(bytes);
        const body = event.body.v0;
        const position = { ledger: sequence, transaction: index + 1, operation: operationIndex, event: eventIndex };
        events.push({
          cursor: eventCursor(position),
          ledger: sequence,
          closeTime,
          type: event.type.name === 'system' ? 'system' : 'contract',
          contractId: event.contractId === null ? '' : StrKey.encodeContract(event.contractId.value),
          transactionHash: tx.hash,
          transactionIndex: index + 1,
          operationIndex,
          topics: body.topics.map((topic) => topic.toXdr('base64')),
          value: body.data.toXdr('base64'),
        });
      });
    });
  });
  return events;
}
