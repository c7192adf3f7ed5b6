import { StrKey, xdr } from '@stellar/stellar-sdk';
import { digestOf, formatEventId, type RawEvent } from './chain-event.ts';
import { type Shape, type Skip, skipperOf, XdrEnds, XdrPlace } from './skip-xdr.ts';

/** By what is in a ledger's metadata, which is what a contract's id is there: 32 bytes in hex. */
export type WantedContracts = ReadonlyMap<string, string>;

/** By `C…`. */
export const wantedContracts = (contractIds: Iterable<string>): WantedContracts =>
  new Map([...contractIds].map((id) => [Buffer.from(StrKey.decodeContract(id)).toString('hex'), id]));

/** What the metadata has to be of. */
export interface LedgerPlace {
  sequence: number;
  /** `LedgerHeaderHistoryEntry`: one of a newer protocol cannot be decoded, and nothing in it is wanted. */
  header: Buffer;
}

/** Behind version and extension, of which the longest is of 20 bytes. */
const HEADER_WITHIN = 64;
/** So much more has to come before what was cut off is read again from where it begins. */
const LEAST_MORE = 65_536;

/** No set of transactions, and no transaction with its effects, is near that: what does not end by then is none. */
const MOST_HELD = 256 * 1024 * 1024;

/**
 * Reads the events of one ledger out of its metadata while that arrives, transaction by transaction: nothing is kept but
 * what is cut off, which is at most the ledger's set of transactions, or one of them with its effects.
 */
export function readMetadata(
  { sequence, header }: LedgerPlace,
  wanted: WantedContracts,
): { push(bytes: Buffer): RawEvent[]; end(): RawEvent[] } {
  let held: Buffer[] = [];
  let size = 0;
  let enough = LEAST_MORE;
  let transaction = 0;
  /** What comes next: the beginning, or so many transactions; none, and the rest is not wanted. */
  let next: { read: Skip; left: number } | undefined;
  let isOver = false;

  function advance(isLast: boolean): RawEvent[] {
    const place = new XdrPlace(held.length === 1 && held[0] ? held[0] : Buffer.concat(held));
    const events: RawEvent[] = [];
    let done = 0;
    try {
      if (!next) {
        next = beginning(place, header, sequence);
        done = place.at;
      }
      for (; next.left > 0; next.left--, done = place.at) {
        const found = readTransaction(place, next.read, { sequence, transaction: transaction + 1, wanted });
        transaction++;
        events.push(...found);
      }
      isOver = true;
    } catch (error) {
      if (!(error instanceof XdrEnds) || isLast) throw error;
    }
    const rest = place.bytes.subarray(done);
    held = isOver || rest.length === 0 ? [] : [rest];
    size = isOver ? 0 : rest.length;
    // Twice as much, or what is long is read from its beginning again and again.
    enough = size + Math.max(size, LEAST_MORE);
    return events;
  }

  return {
    push(bytes) {
      if (isOver) return [];
      held.push(bytes);
      size += bytes.length;
      if (size > MOST_HELD) throw new RangeError(`more than ${MOST_HELD} bytes of one part of ledger ${sequence}`);
      return size >= enough ? advance(false) : [];
    },
    end() {
      if (isOver) return [];
      return advance(true);
    },
  };
}

/** Version, header and the set of transactions; then how many of them were applied. */
function beginning(place: XdrPlace, header: Buffer, sequence: number): { read: Skip; left: number } {
  const version = place.int32();
  const read = processing[version];
  if (!read) throw new Error(`version ${version} of ledger metadata is not known`);
  if (place.bytes.length < HEADER_WITHIN + header.length) throw new XdrEnds('the header is not there yet');
  const at = place.bytes.subarray(0, HEADER_WITHIN + header.length).indexOf(header);
  if (at < 0) throw new Error(`the header of ledger ${sequence} is not in its metadata`);
  place.at = at + header.length;
  skipTransactionSet(place);
  return { read, left: place.uint32() };
}

const skipTransactionSet = skipperOf(xdr.GeneralizedTransactionSet.schema);
const skipValue = skipperOf(xdr.ScVal.schema);
const skipExtension = skipperOf(xdr.ExtensionPoint.schema);

/** What was found of a transaction while its effects were walked through. */
class Walk extends XdrPlace {
  hash = '';
  isSuccess = false;
  operation = 0;
  events: { operation: number; event: number; found: Found }[] = [];
  wanted: WantedContracts = new Map();
}

interface Found {
  contractId: string;
  topics: number;
  body: Buffer;
}

/**
 * In the order in which they were applied, which is the one that positions count by. Of one that failed nothing counts.
 */
function readTransaction(
  place: XdrPlace,
  read: Skip,
  { sequence, transaction, wanted }: { sequence: number; transaction: number; wanted: WantedContracts },
): RawEvent[] {
  const walk = new Walk(place.bytes, place.at);
  walk.wanted = wanted;
  read(walk);
  place.at = walk.at;
  if (!walk.isSuccess) return [];
  const txHash = walk.hash;
  return walk.events.map(({ operation, event, found: { contractId, topics, body } }) => ({
    id: formatEventId({ ledger: sequence, transaction, operation, event }),
    ...{ contractId, ledger: sequence, txHash, topics, body },
    digest: digestOf({ contractId, txHash }, topics, body),
  }));
}

type Visit = (walk: Walk) => void;

/** Goes through a struct field by field: some are looked at, the others are passed by. */
function through(schema: unknown, visits: Readonly<Record<string, Visit>>): Skip {
  const steps = ((schema as Shape).entries ?? []).map(([name, shape]) => visits[name] ?? skipperOf(shape));
  const unknown = Object.keys(visits).filter((name) => !(schema as Shape).entries?.some(([field]) => field === name));
  if (unknown.length > 0) throw new TypeError(`no field ${unknown.join(', ')}`);
  return (place) => {
    for (const step of steps) step(place as Walk);
  };
}

const SUCCESS = xdr.TransactionResultCode.txSuccess.value;
const FEE_BUMP_SUCCESS = xdr.TransactionResultCode.txFeeBumpInnerSuccess.value;
const DIAGNOSTIC = xdr.ContractEventType.diagnostic.value;
const skipResult = skipperOf(xdr.TransactionResult.schema);

const result: Visit = (walk) => {
  const from = walk.take(32);
  walk.hash = walk.bytes.toString('hex', from, from + 32);
  const code = walk.bytes.readInt32BE(walk.take(12) + 8);
  walk.at -= 12;
  walk.isSuccess = code === SUCCESS || code === FEE_BUMP_SUCCESS;
  skipResult(walk);
};

/** `ContractEvent`, whose place among those of its operation counts whether it is wanted or not. */
function readEvents(walk: Walk): void {
  const { operation } = walk;
  const count = walk.uint32();
  for (let event = 0; event < count; event++) {
    const found = readEvent(walk);
    if (found) walk.events.push({ operation, event, found });
  }
}

function readEvent(walk: Walk): Found | undefined {
  skipExtension(walk);
  let contractId: string | undefined;
  if (walk.uint32() !== 0) {
    const from = walk.take(32);
    contractId = walk.wanted.get(walk.bytes.toString('hex', from, from + 32));
  }
  const type = walk.int32();
  const version = walk.int32();
  if (version !== 0) throw new RangeError(`version ${version} of a contract's event is not known`);
  const topics = walk.uint32();
  const from = walk.at;
  for (let left = topics; left >= 0; left--) skipValue(walk);
  if (contractId === undefined || type === DIAGNOSTIC) return undefined;
  return { contractId, topics, body: walk.bytes.subarray(from, walk.at) };
}

/** Their operations have events of their own. */
const ofV4 = through(xdr.TransactionMetaV4.schema, {
  operations(walk) {
    const count = walk.uint32();
    for (walk.operation = 0; walk.operation < count; walk.operation++) operationOfV4(walk);
  },
});
const operationOfV4 = through(xdr.OperationMetaV2.schema, { events: readEvents });
const sorobanOfV3 = through(xdr.SorobanTransactionMeta.schema, { events: readEvents });
const ofV3 = through(xdr.TransactionMetaV3.schema, {
  sorobanMeta(walk) {
    walk.operation = 0;
    if (walk.uint32() !== 0) sorobanOfV3(walk);
  },
});
const skipMeta = skipperOf(xdr.TransactionMeta.schema);

const txApplyProcessing: Visit = (walk) => {
  const from = walk.at;
  const version = walk.int32();
  if (version === 4) ofV4(walk);
  else if (version === 3) ofV3(walk);
  else {
    walk.at = from;
    skipMeta(walk);
  }
};

/** By the version of `LedgerCloseMeta`; there are no contracts' events in version 0. */
const processing: Readonly<Record<number, Skip>> = {
  1: through(xdr.TransactionResultMeta.schema, { result, txApplyProcessing }),
  2: through(xdr.TransactionResultMetaV1.schema, { result, txApplyProcessing }),
};
