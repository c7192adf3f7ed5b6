import { base64Pieces } from './base64-pieces.ts';
import type { RawEvent } from './chain-event.ts';
import { divertJson } from './diverted-json.ts';
import { SorobanClientError } from './errors.ts';
import { readMetadata, type WantedContracts } from './ledger-metadata.ts';
import type { Network } from './network.ts';
import { streamRpc } from './rpc-transport.ts';

export interface LedgerHead {
  sequence: number;
  hash: string;
  ledgerCloseTime: string;
  headerXdr: string;
}

/** What a ledger held, once it was read. */
export interface StreamedLedger extends LedgerHead {
  /** Of its metadata as it came, in base64. */
  bytes: number;
}

/** Of one ledger, in their order. */
export type OnEvents = (events: readonly RawEvent[], head: LedgerHead) => Promise<void> | void;

/** All of an answer but the metadata: headers of a few hundred ledgers at most. */
const MOST_KEPT = 8 * 1024 * 1024;
/** Of a server that tells a ledger's number and header behind its metadata, that has to be kept until it does. */
const MOST_WAITING = 64 * 1024 * 1024;

interface Open {
  bytes: number;
  head: LedgerHead | undefined;
  reader: ReturnType<typeof readMetadata> | undefined;
  waiting: Buffer[];
}

/**
 * Reads up to `limit` ledgers from `from` on, as the RPC sends them, and hands their events on. However large they are, what is
 * in memory is a piece of one of them: the metadata of a ledger has no limit that a reader could rely on. Without `wanted`,
 * nobody looks into it.
 */
export async function streamLedgers(
  network: Network,
  { from, limit, wanted }: { from: number; limit: number; wanted?: WantedContracts },
  onEvents: OnEvents,
): Promise<StreamedLedger[]> {
  const { rpcUrl: url } = network;
  const bad = (lack: string, cause?: unknown): SorobanClientError =>
    new SorobanClientError('soroban/rpc-bad-answer', { url, method: 'getLedgers', lack }, { cause });
  const read: Open[] = [];
  let found: { head: LedgerHead; events: RawEvent[] }[] = [];
  let waitingBytes = 0;

  function feed(open: Open, work: (reader: ReturnType<typeof readMetadata>) => RawEvent[]): void {
    if (!open.reader || !open.head) return;
    const events = work(open.reader);
    if (events.length > 0) found.push({ head: open.head, events });
  }
  function begin(open: Open, head: LedgerHead): void {
    open.head = head;
    if (wanted)
      open.reader = readMetadata({ sequence: head.sequence, header: Buffer.from(head.headerXdr, 'base64') }, wanted);
  }
  function take(open: Open, bytes: Buffer): void {
    if (!wanted) return;
    if (open.reader) {
      feed(open, (reader) => reader.push(bytes));
      return;
    }
    waitingBytes += bytes.length;
    if (waitingBytes > MOST_WAITING)
      throw new RangeError('a ledger whose header is told behind its metadata is too large');
    open.waiting.push(bytes);
  }
  let pieces = base64Pieces();
  const document = divertJson(
    'metadataXdr',
    {
      begin(said) {
        const open: Open = { bytes: 0, head: undefined, reader: undefined, waiting: [] };
        read.push(open);
        pieces = base64Pieces();
        const head = headIn(`${said}}`);
        if (head) begin(open, head);
      },
      piece(text) {
        const open = read.at(-1);
        if (!open) return;
        open.bytes += text.length;
        take(open, pieces.push(text));
      },
      end() {
        const open = read.at(-1);
        if (!open) return;
        take(open, pieces.end());
        feed(open, (reader) => reader.end());
      },
    },
    MOST_KEPT,
  );
  const reading = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw bad(`the metadata of ledger ${read.at(-1)?.head?.sequence ?? from} in a form that can be read`, cause);
    }
  };
  async function handOn(): Promise<void> {
    const some = found;
    found = [];
    for (const { events, head } of some) await onEvents(events, head);
  }

  const params = { startLedger: from, pagination: { limit } };
  for await (const chunk of streamRpc(url, 'getLedgers', params)) {
    reading(() => document.push(chunk));
    await handOn();
  }
  const heads = ledgersOf(document.end());
  if (!heads || heads.length !== read.length) throw bad('"result" with valid ledgers');
  for (const [i, open] of read.entries()) {
    const head = heads[i];
    if (!head) continue;
    if (open.head && open.head.sequence !== head.sequence) throw bad('"result" with one number of each ledger');
    if (open.reader || !wanted) continue;
    reading(() => {
      begin(open, head);
      for (const bytes of open.waiting) feed(open, (reader) => reader.push(bytes));
      feed(open, (reader) => reader.end());
    });
    await handOn();
  }
  return heads.map((head, i) => ({ ...head, bytes: read[i]?.bytes ?? 0 }));
}

function headIn(text: string): LedgerHead | undefined {
  try {
    const head: unknown = JSON.parse(text);
    return isHead(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is LedgerHead {
  const { sequence, headerXdr, hash, ledgerCloseTime } = (value ?? {}) as Record<string, unknown>;
  return (
    Number.isSafeInteger(sequence) &&
    typeof headerXdr === 'string' &&
    typeof hash === 'string' &&
    (typeof ledgerCloseTime === 'string' || typeof ledgerCloseTime === 'number')
  );
}

/** Undefined for no list of ledgers; a failure that the server tells is thrown as it is. */
function ledgersOf(text: string): LedgerHead[] | undefined {
  const { error, result } = JSON.parse(text) as { error?: unknown; result?: { ledgers?: unknown } };
  if (error !== undefined && error !== null) throw error;
  // An empty list of Go is null on the wire.
  const ledgers = result?.ledgers ?? (result ? [] : undefined);
  return Array.isArray(ledgers) && ledgers.every(isHead) ? ledgers : undefined;
}
