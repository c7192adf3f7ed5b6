/**
 * Positions as the network's RPC writes them. A TOID (SEP-35) packs ledger (32 bits), transaction (20 bits, from 1) and
 * operation (12 bits) into one number; the cursor of an event adds its index among the events of the operation.
 */
export type EventPosition = {
  readonly ledger: number;
  readonly transaction: number;
  readonly operation: number;
  readonly event: number;
};

const TRANSACTION_MAX = (1 << 20) - 1;
const OPERATION_MAX = (1 << 12) - 1;
const EVENT_MAX = 0xffff_ffff;

export function toid(ledger: number, transaction: number, operation: number): bigint {
  return (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation);
}

export function parseToid(id: bigint): { ledger: number; transaction: number; operation: number } {
  return {
    ledger: Number(id >> 32n),
    transaction: Number((id >> 12n) & BigInt(TRANSACTION_MAX)),
    operation: Number(id & BigInt(OPERATION_MAX)),
  };
}

/** `<TOID, 19 digits>-<event index, 10 digits>`: texts sort as the events do. */
export function eventCursor({ ledger, transaction, operation, event }: EventPosition): string {
  const id = toid(ledger, transaction, operation).toString().padStart(19, '0');
  return `${id}-${event.toString().padStart(10, '0')}`;
}

/** The greatest cursor of a ledger. */
export function lastCursor(ledger: number): string {
  return eventCursor({ ledger, transaction: TRANSACTION_MAX, operation: OPERATION_MAX, event: EVENT_MAX });
}

/** Undefined when the text is no cursor. */
export function parseEventCursor(text: string): EventPosition | undefined {
  const match = /^(\d{1,19})-(\d{1,10})$/.exec(text);
  if (match === null) return undefined;
  const event = Number(match[2]);
  const id = BigInt(match[1]!);
  if (event > EVENT_MAX || id >= 1n << 63n) return undefined;
  return { ...parseToid(id), event };
}
