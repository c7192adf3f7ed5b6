import type { ChainRecord } from '../chain/chain.ts';
import { parseBlock, parseHeader } from '../encoding/block.ts';
import { parseTransaction, type Transaction } from '../encoding/transaction.ts';
import type { WalletRecord } from '../wallet/wallet.ts';
import type { JournalRecord } from './journal.ts';

/** Everything that must survive a restart. The rest of the node's state follows from these, in order. */
export type NodeRecord =
  | ChainRecord
  | WalletRecord
  | { type: 'transaction'; tx: Transaction; time: number }
  /** Thrown out for want of room: that depends on the limit and the moment, so it is not worked out again. */
  | { type: 'evicted'; txids: string[] }
  | { type: 'mockTime'; seconds: number }
  | { type: 'feeDelta'; txid: string; sats: string };

const BLOCK = 1;
const HEADER = 2;
const TRANSACTION = 3;
const JSON_FACT = 4;
const TIME_BYTES = 8;

export function encodeNodeRecord(record: NodeRecord): JournalRecord {
  switch (record.type) {
    case 'block':
      return { kind: BLOCK, payload: record.block.raw };
    case 'header':
      return { kind: HEADER, payload: record.header.raw };
    case 'transaction': {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64LE(BigInt(record.time));
      return { kind: TRANSACTION, payload: Buffer.concat([time, record.tx.raw]) };
    }
    default:
      return { kind: JSON_FACT, payload: Buffer.from(JSON.stringify(record)) };
  }
}

export function decodeNodeRecord({ kind, payload }: JournalRecord): NodeRecord {
  switch (kind) {
    case BLOCK:
      return { type: 'block', block: parseBlock(payload) };
    case HEADER:
      return { type: 'header', header: parseHeader(payload) };
    case TRANSACTION:
      return {
        type: 'transaction',
        time: Number(payload.readBigUInt64LE(0)),
        tx: parseTransaction(payload.subarray(TIME_BYTES)),
      };
    case JSON_FACT:
      return JSON.parse(payload.toString()) as NodeRecord;
    default:
      throw new Error(`the journal holds a record of unknown kind ${kind}; it was written by a newer version`);
  }
}
