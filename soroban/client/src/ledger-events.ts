import { createHash } from 'node:crypto';
import { Reader } from '@stellar/js-xdr';
import { StrKey, xdr } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';
import { hasNotYet } from './node-behind.ts';

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
}

/** What the metadata of one ledger says. */
export interface LedgerEvents {
  sequence: number;
  hash: string;
  /** Of the ledger before it. */
  previousHash: string;
  /** Of its metadata. */
  bytes: number;
  /** Of successful transactions, in their order; those of whole transactions come with `closedAt` of the ledger. */
  events: ChainEvent[];
}

/** As much of one `LedgerHeaderHistoryEntry` as every protocol has at the same place: a hash, a version, the hash before. */
const PREVIOUS_HASH = { from: 36, to: 68 };

/**
 * The events of up to `limit` ledgers from `from` on, out of their metadata: what `getEvents` is held against. `contractIds`:
 * whose events are wanted.
 */
export async function readLedgerEvents(
  network: Network,
  { from, limit, contractIds }: { from: number; limit: number; contractIds: ReadonlySet<string> },
): Promise<LedgerEvents[]> {
  return (await readLedgers(network, { from, limit })).map((ledger) => {
    try {
      return eventsOf(ledger, contractIds);
    } catch (cause) {
      const lack = `the metadata of ledger ${ledger.sequence} in a form that can be read`;
      throw new SorobanClientError(
        'soroban/rpc-bad-answer',
        { url: network.rpcUrl, method: 'getLedgers', lack },
        { cause },
      );
    }
  });
}

/** Up to `limit` ledgers from `from` on, as the RPC has them; none from a node that has not come to `from` yet. */
export async function readLedgers(
  network: Network,
  { from, limit }: { from: number; limit: number },
): Promise<RawLedger[]> {
  const request = { startLedger: from, pagination: { limit } };
  try {
    return (await callRpc(network, 'getLedgers', (server) => server._getLedgers(request))).ledgers ?? [];
  } catch (error) {
    if (hasNotYet(error, from)) return [];
    throw error;
  }
}

export interface RawLedger {
  sequence: number;
  hash: string;
  ledgerCloseTime: string;
  headerXdr: string;
  metadataXdr: string;
}

function eventsOf(ledger: RawLedger, contractIds: ReadonlySet<string>): LedgerEvents {
  const header = Buffer.from(ledger.headerXdr, 'base64');
  const closedAt = new Date(Number(ledger.ledgerCloseTime) * 1_000);
  const events: ChainEvent[] = [];
  let transaction = 0;
  for (const { result, txApplyProcessing } of transactionsOf(ledger, header)) {
    transaction += 1;
    if (!succeeded(result.result)) continue;
    const txHash = Buffer.from(result.transactionHash.value).toString('hex');
    for (const [operation, list] of operationEvents(txApplyProcessing).entries()) {
      for (const [event, { contractId, type, body }] of list.entries()) {
        const contract = contractId === null ? '' : StrKey.encodeContract(contractId.value);
        if (type.name === 'diagnostic' || !contractIds.has(contract)) continue;
        const id = formatEventId({ ledger: ledger.sequence, transaction, operation, event });
        const { topics, data } = body.v0;
        events.push({
          id,
          contractId: contract,
          ledger: ledger.sequence,
          closedAt,
          txHash,
          topic: topics,
          value: data,
        });
      }
    }
  }
  const previousHash = header.subarray(PREVIOUS_HASH.from, PREVIOUS_HASH.to).toString('hex');
  return { sequence: ledger.sequence, hash: ledger.hash, previousHash, bytes: ledger.metadataXdr.length, events };
}

/**
 * In the order in which they were applied, which is the one that positions count by; one after the other, because what is decoded
 * of a ledger takes many times the room of its bytes.
 */
function* transactionsOf({ metadataXdr }: RawLedger, header: Buffer): Generator<Applied> {
  const metadata = Buffer.from(metadataXdr, 'base64');
  // A header of a newer protocol cannot be decoded, and nothing in it is wanted: it is skipped.
  const at = metadata.indexOf(header);
  if (at < 0) throw new Error('the header is not in the metadata');
  const version = metadata.readInt32BE(0);
  const type = processingOf[version];
  if (!type) throw new Error(`version ${version} of ledger metadata is not known`);
  const reader = new Reader(metadata.subarray(at + header.length));
  xdr.GeneralizedTransactionSet.schema._read(reader, 'txSet');
  const count = reader.readUint32('txProcessing');
  for (let read = 0; read < count; read++) yield type(reader);
}

/** By the version of `LedgerCloseMeta`; there are no contracts' events in version 0. */
const processingOf: Readonly<Record<number, (reader: Reader) => Applied>> = {
  1: (reader) =>
    xdr.TransactionResultMeta.fromXdrObject(xdr.TransactionResultMeta.schema._read(reader, 'txProcessing')),
  2: (reader) =>
    xdr.TransactionResultMetaV1.fromXdrObject(xdr.TransactionResultMetaV1.schema._read(reader, 'txProcessing')),
};

type Applied = Pick<xdr.TransactionResultMetaV1, 'result' | 'txApplyProcessing'>;

const succeeded = ({ result }: xdr.TransactionResult): boolean =>
  result.type === 'txSuccess' || result.type === 'txFeeBumpInnerSuccess';

function operationEvents(meta: xdr.TransactionMeta): readonly (readonly xdr.ContractEvent[])[] {
  if (meta.type === 'v4') return meta.v4.operations.map(({ events }) => events);
  if (meta.type === 'v3') return [meta.v3.sorobanMeta?.events ?? []];
  return [];
}

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

/** The same for the same event, whoever tells it: of contract, transaction, topics and value. */
export function digestOf({ contractId, txHash, topic, value }: ChainEvent): string {
  const hash = createHash('sha256').update(`${contractId} ${txHash} ${topic.length} `);
  for (const each of [...topic, value]) hash.update(each.toXdr());
  return hash.digest('hex');
}
