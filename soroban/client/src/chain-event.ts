import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';

/** A contract's event, wherever it was read. */
export interface ChainEvent {
  /** As the RPC's cursors are written: they sort as the events do. */
  id: string;
  contractId: string;
  ledger: number;
  closedAt: Date;
  txHash: string;
  topic: readonly xdr.ScVal[];
  value: xdr.ScVal;
  /** The same for the same event, whoever tells it: of contract, transaction, topics and value. */
  digest: string;
}

/** Before anything is made of its bytes. */
export interface RawEvent extends Omit<ChainEvent, 'topic' | 'value' | 'closedAt'> {
  topic: readonly Buffer[];
  value: Buffer;
}

/** XDR has one encoding of a value: of its bytes, the digest is that of what it says. */
export function digestOf(
  { contractId, txHash }: Pick<ChainEvent, 'contractId' | 'txHash'>,
  topics: number,
  bytes: readonly Uint8Array[],
): string {
  const hash = createHash('sha256').update(`${contractId} ${txHash} ${topics} `);
  for (const each of bytes) hash.update(each);
  return hash.digest('hex');
}

/** Throws where topics and value are not XDR. */
export function decodeEvent({ topic, value, ...event }: RawEvent, closedAt: Date): ChainEvent {
  return { ...event, closedAt, topic: topic.map(decodeValue), value: decodeValue(value) };
}

const decodeValue = (bytes: Buffer): xdr.ScVal => xdr.ScVal.fromXdr(bytes);

/** A TOID (SEP-35): ledger, transaction from 1 on, operation; and the event within the operation. */
export function formatEventId(at: EventPosition): string {
  const toid = (BigInt(at.ledger) << 32n) | (BigInt(at.transaction) << 12n) | BigInt(at.operation);
  return `${String(toid).padStart(19, '0')}-${String(at.event).padStart(10, '0')}`;
}

export interface EventPosition {
  ledger: number;
  transaction: number;
  operation: number;
  event: number;
}

export function parseEventId(id: string): EventPosition {
  const [toid = '0', event = '0'] = id.split('-');
  const packed = BigInt(toid);
  return {
    ledger: Number(packed >> 32n),
    transaction: Number((packed >> 12n) & 0xf_ffffn),
    operation: Number(packed & 0xfffn),
    event: Number(event),
  };
}
