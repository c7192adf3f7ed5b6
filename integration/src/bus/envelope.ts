import { createHash } from 'node:crypto';
import { formatTraceparent, operationSpan } from '../tracing/trace-context.ts';
import type { JsonValue } from './json-value.ts';

/** A CloudEvent 1.0, as it leaves the bus. */
export interface BusEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  /** The operation that it belongs to, hex; of everything that one operation caused the same. */
  subject?: string;
  time?: string;
  datacontenttype: 'application/json';
  dataschema: string;
  /** Place in the order of the bus, without holes: where to go on from. */
  sequence: string;
  /** Ledger of Stellar, or height of the Bitcoin block. */
  height: number;
  /** Stellar or Bitcoin transaction, hex. */
  transaction?: string;
  /** CloudEvents' extension for distributed tracing: the first span of the operation's own trace. */
  traceparent?: string;
  data: Record<string, JsonValue>;
}

/** The row as far as the envelope needs it. */
export interface StoredEvent {
  seq: bigint | null;
  id: string;
  height: bigint;
  type: string | null;
  source: string;
  subject: string | null;
  time: Date | null;
  tx: string | null;
  data: unknown;
}

export const SCHEMAS_PATH = '/v1/events/schemas';

export function envelopeOf(row: StoredEvent): BusEvent {
  const { seq, type } = row;
  if (seq === null || type === null) throw new RangeError(`event ${row.id} is not in the order of the bus yet`);
  return {
    specversion: '1.0',
    ...{ id: row.id, source: row.source, type },
    ...(row.subject !== null && { subject: row.subject }),
    ...(row.time !== null && { time: row.time.toISOString() }),
    datacontenttype: 'application/json',
    dataschema: `${SCHEMAS_PATH}/${type}`,
    sequence: String(seq),
    height: Number(row.height),
    ...(row.tx !== null && { transaction: row.tx }),
    ...(isOperation(row.subject) && { traceparent: formatTraceparent(operationSpan(row.subject)) }),
    data: row.data as Record<string, JsonValue>,
  };
}

const isOperation = (subject: string | null): subject is string => /^[0-9a-f]{64}$/.test(subject ?? '');

export const eventType = (contract: string, event: string): string => `com.istsi.${contract}.${event}.v1`;

/** A Stellar network is its passphrase; eight characters of its id tell networks apart. */
export const networkTag = (passphrase: string): string =>
  createHash('sha256').update(passphrase).digest('hex').slice(0, 8);
