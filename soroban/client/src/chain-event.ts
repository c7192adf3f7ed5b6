import { hash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import { skipperOf, XdrPlace } from './skip-xdr.ts';

/** A contract's event, wherever it was read. */
export interface ChainEvent {
  /** As the RPC's cursors are written: they sort as the events do. */
  id: string;
  contractId: string;
  ledger: number;
  closedAt: Date;
  txHash: string;
  /** So many values begin `body`. */
  topics: number;
  /** XDR of each topic and of the value, one behind the other. */
  body: Buffer;
  /** The same for the same event, whoever tells it: of contract, transaction, topics and value. */
  digest: string;
}

/** As a ledger's metadata has it. */
export type RawEvent = Omit<ChainEvent, 'closedAt'>;

/** Where what is hashed is put together: one call costs a third of what an object that hashes piece by piece does. */
let hashed = Buffer.allocUnsafeSlow(16_384);
/** UTF-8 of a text takes at most so many bytes a character. */
const MOST_BYTES = 3;

/** XDR has one encoding of a value: of its bytes, the digest is that of what it says. */
export function digestOf(
  { contractId, txHash }: Pick<ChainEvent, 'contractId' | 'txHash'>,
  topics: number,
  body: Uint8Array,
): string {
  const of = `${contractId} ${txHash} ${topics} `;
  const most = MOST_BYTES * of.length + body.length;
  if (most > hashed.length) hashed = Buffer.allocUnsafeSlow(2 * most);
  const before = hashed.write(of);
  hashed.set(body, before);
  return hash('sha256', hashed.subarray(0, before + body.length), 'hex');
}

const skipValue = skipperOf(xdr.ScVal.schema);

function passed(place: XdrPlace): Buffer {
  const from = place.at;
  skipValue(place);
  return place.bytes.subarray(from, place.at);
}

/** Each topic and the value. Throws where they are not as many values of XDR as there have to be, and nothing else. */
export function valuesOf({ topics, body }: Pick<ChainEvent, 'topics' | 'body'>): { topic: Buffer[]; value: Buffer } {
  const place = new XdrPlace(body);
  const topic: Buffer[] = [];
  for (let left = topics; left > 0; left--) topic.push(passed(place));
  const value = passed(place);
  if (place.at < body.length) throw new RangeError(`${body.length - place.at} bytes behind an event's value`);
  return { topic, value };
}

const VEC = 16;
const MAP = 17;

/** The elements of a list, as their bytes; undefined for any other value. */
export function elementsOf(value: Buffer): Buffer[] | undefined {
  return partsOf(value, VEC, 1);
}

/** Keys and values of a map, as their bytes; undefined for any other value. */
export function entriesOf(value: Buffer): { key: Buffer; value: Buffer }[] | undefined {
  const parts = partsOf(value, MAP, 2);
  return (
    parts && Array.from({ length: parts.length / 2 }, (_, i) => ({ key: parts[2 * i]!, value: parts[2 * i + 1]! }))
  );
}

/** Both are options of a list, whose entries are so many values each. */
function partsOf(value: Buffer, type: number, each: number): Buffer[] | undefined {
  const place = new XdrPlace(value);
  if (place.int32() !== type || place.uint32() === 0) return undefined;
  const parts: Buffer[] = [];
  for (let left = place.uint32() * each; left > 0; left--) parts.push(passed(place));
  return parts;
}

/** What its bytes say. Throws where topics and value are not XDR. */
export function decodeEvent(event: Pick<ChainEvent, 'topics' | 'body'>): { topic: xdr.ScVal[]; value: xdr.ScVal } {
  const { topic, value } = valuesOf(event);
  return { topic: topic.map((each) => xdr.ScVal.fromXdr(each)), value: xdr.ScVal.fromXdr(value) };
}

/** A TOID (SEP-35): ledger, transaction from 1 on, operation; and the event within the operation. */
export function formatEventId({ ledger, transaction, operation, event }: EventPosition): string {
  if (
    lastWritten?.ledger !== ledger ||
    lastWritten.transaction !== transaction ||
    lastWritten.operation !== operation
  ) {
    const toid = (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation);
    lastWritten = { ledger, transaction, operation, toid: String(toid).padStart(19, '0') };
  }
  return `${lastWritten.toid}-${String(event).padStart(10, '0')}`;
}

export interface EventPosition {
  ledger: number;
  transaction: number;
  operation: number;
  event: number;
}

/** Events of one operation follow each other, and have all but their number in common. */
type Toid = Omit<EventPosition, 'event'> & { toid: string };
let lastWritten: Toid | undefined;
let lastRead: Toid | undefined;

export function parseEventId(id: string): EventPosition {
  const [toid = '0', event = '0'] = id.split('-');
  if (lastRead?.toid !== toid) {
    const packed = BigInt(toid);
    lastRead = {
      toid,
      ledger: Number(packed >> 32n),
      transaction: Number((packed >> 12n) & 0xf_ffffn),
      operation: Number(packed & 0xfffn),
    };
  }
  const { ledger, transaction, operation } = lastRead;
  return { ledger, transaction, operation, event: Number(event) };
}
