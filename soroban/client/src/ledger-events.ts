import { createHash } from 'node:crypto';
import { type ChainEvent, type RawEvent, valuesOf } from './chain-event.ts';
import { SorobanClientError } from './errors.ts';
import { wantedContracts } from './ledger-metadata.ts';
import { type LedgerHead, type OnEvents, type StreamedLedger, streamLedgers } from './ledger-stream.ts';
import { callRpc, type Network } from './network.ts';
import { hasNotYet } from './node-behind.ts';

interface Ledger {
  sequence: number;
  hash: string;
  /** Of the ledger before it. */
  previousHash: string;
  /** Of its metadata. */
  bytes: number;
}

/** What the metadata of one ledger says. */
export interface LedgerEvents extends Ledger {
  /** Of successful transactions, in their order. */
  events: ChainEvent[];
}

/** Which events a ledger holds, without what they are: as much room as any other ledger takes. */
export interface LedgerSum extends Ledger {
  count: number;
  /** sha256, hex, over one line of id, space and digest for each event, in their order, with newlines between them. */
  sum: string;
}

/** Whose events of which ledgers are wanted. */
export interface LedgersWanted {
  from: number;
  limit: number;
  contractIds: Iterable<string>;
}

/** As much of one `LedgerHeaderHistoryEntry` as every protocol has at the same place: a hash, a version, the hash before. */
const PREVIOUS_HASH = { from: 36, to: 68 };

/**
 * The events of up to `limit` ledgers from `from` on, out of their metadata; none from a node that has not come to `from` yet.
 */
export async function readLedgerEvents(network: Network, wanted: LedgersWanted): Promise<LedgerEvents[]> {
  return await reading(network, wanted, () => {
    const events = new Map<number, ChainEvent[]>();
    return {
      onEvents(some, head) {
        const known = events.get(head.sequence) ?? [];
        for (const event of some) known.push(decoded(network, event, head));
        events.set(head.sequence, known);
      },
      tell: (ledger) => ({ ...ledger, events: events.get(ledger.sequence) ?? [] }),
    };
  });
}

/** The same ledgers, and of their events only that they are these: what `getEvents` is held against. */
export async function sumLedgers(network: Network, wanted: LedgersWanted): Promise<LedgerSum[]> {
  return await reading(network, wanted, () => {
    const sums = new Map<number, { count: number; hash: ReturnType<typeof createHash> }>();
    return {
      onEvents(some, { sequence }) {
        const sum = sums.get(sequence) ?? { count: 0, hash: createHash('sha256') };
        sums.set(sequence, sum);
        for (const { id, digest } of some) sum.hash.update(`${sum.count++ > 0 ? '\n' : ''}${id} ${digest}`);
      },
      tell(ledger) {
        const { count, hash } = sums.get(ledger.sequence) ?? { count: 0, hash: createHash('sha256') };
        return { ...ledger, count, sum: hash.digest('hex') };
      },
    };
  });
}

/**
 * The events of one ledger, transaction by transaction, some at a time: in bounded memory however many there are. What was
 * handed on before it fails is not taken back.
 */
export async function eachTransaction(
  network: Network,
  { ledger, contractIds }: { ledger: number; contractIds: Iterable<string> },
  onTransactions: (transactions: ChainEvent[][]) => Promise<void>,
): Promise<void> {
  const wanted = wantedContracts(contractIds);
  // All events of a transaction are found at once: it is read as a whole.
  await callRpc(
    network,
    'getLedgers',
    () =>
      streamLedgers(network, { from: ledger, limit: 1, wanted }, async (some, head) => {
        const transactions: ChainEvent[][] = [];
        for (const event of some) {
          const last = transactions.at(-1);
          const own = decoded(network, event, head);
          if (last?.[0]?.txHash === event.txHash) last.push(own);
          else transactions.push([own]);
        }
        await onTransactions(transactions);
      }),
    { attempts: 1 },
  );
}

function decoded({ rpcUrl: url }: Network, event: RawEvent, { ledgerCloseTime }: LedgerHead): ChainEvent {
  try {
    valuesOf(event);
    // A copy: what is kept of a ledger is not to keep all of its metadata.
    return { ...event, body: Buffer.from(event.body), closedAt: new Date(Number(ledgerCloseTime) * 1_000) };
  } catch (cause) {
    const lack = `event ${event.id} of the metadata in a form that can be read`;
    throw new SorobanClientError('soroban/rpc-bad-answer', { url, method: 'getLedgers', lack }, { cause });
  }
}

/** Asked again where no whole answer came, and then from nothing. */
async function reading<T>(
  network: Network,
  { from, limit, contractIds }: LedgersWanted,
  start: () => { onEvents: OnEvents; tell(ledger: Ledger): T },
): Promise<T[]> {
  const wanted = wantedContracts(contractIds);
  try {
    return await callRpc(network, 'getLedgers', async () => {
      const { onEvents, tell } = start();
      return (await streamLedgers(network, { from, limit, wanted }, onEvents)).map((one) => tell(ledgerOf(one)));
    });
  } catch (error) {
    if (hasNotYet(error, from)) return [];
    throw error;
  }
}

function ledgerOf({ sequence, hash, headerXdr, bytes }: StreamedLedger): Ledger {
  const header = Buffer.from(headerXdr, 'base64');
  const previousHash = header.subarray(PREVIOUS_HASH.from, PREVIOUS_HASH.to).toString('hex');
  return { sequence, hash, previousHash, bytes };
}

/** Up to `limit` ledgers from `from` on, as the RPC has them; none from a node that has not come to `from` yet. */
export async function readLedgers(
  network: Network,
  { from, limit }: { from: number; limit: number },
): Promise<LedgerHead[]> {
  try {
    return await callRpc(network, 'getLedgers', () => streamLedgers(network, { from, limit }, () => undefined));
  } catch (error) {
    if (hasNotYet(error, from)) return [];
    throw error;
  }
}
