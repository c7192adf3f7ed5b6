import { Networks, StrKey, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type LyingRpc, type Params, startLyingRpc } from '../test/lying-rpc.ts';
import { isAfter, ledgerOf, readChainEvents, readEvents } from './event-pages.ts';
import { openNetwork } from './network.ts';

const CONTRACT = 'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM';
const cursorAt = (ledger: number, event: number): string =>
  `${(BigInt(ledger) << 32n).toString().padStart(19, '0')}-${String(event).padStart(10, '0')}`;

const endOf = (ledger: number): string =>
  `${((BigInt(ledger + 1) << 32n) - 1n).toString().padStart(19, '0')}-4294967295`;

/** A node: the ledgers that it keeps, in each of which one event happened, and how many it scans for an answer. */
interface Node {
  oldest: number;
  latest: number;
  scans?: number;
}

let rpc: LyingRpc;
let nodes: Node[];
beforeAll(async () => {
  rpc = await startLyingRpc('http://127.0.0.1:9');
});
afterAll(() => rpc.stop());
beforeEach(() => {
  let asked = 0;
  // One after another, as behind a balancer.
  rpc.lie = (method, params) => Promise.resolve(answer(nodes[asked++ % nodes.length]!, method, params));
});

const eventOf = (ledger: number) => ({
  ...{
    type: 'contract',
    ledger,
    ledgerClosedAt: '2026-01-01T00:00:00Z',
    contractId: CONTRACT,
    id: cursorAt(ledger, 1),
  },
  ...{ txHash: 'ab'.repeat(32), topic: [], value: xdr.ScVal.scvVoid().toXdr('base64'), inSuccessfulContractCall: true },
});

function answer({ oldest, latest, scans = 1_000 }: Node, method: string, params: Params): Answer {
  if (method === 'getHealth') return { result: { status: 'healthy', oldestLedger: oldest, latestLedger: latest } };
  const { cursor, limit } = params.pagination;
  const start = cursor === undefined ? params.startLedger : ledgerOf(cursor) + 1;
  const from = cursor === undefined ? start : ledgerOf(cursor);
  if (from < oldest || from > latest)
    return { error: { code: -32_600, message: `startLedger must be within the ledger range: ${oldest} - ${latest}` } };
  const last = Math.min(latest, start + scans - 1);
  const found = Array.from({ length: Math.max(0, last - start + 1) }, (_, i) => eventOf(start + i)).slice(0, limit);
  const end = found.length === limit ? found.at(-1)!.id : endOf(last);
  return { result: { events: found, cursor: end, latestLedger: latest, oldestLedger: oldest } };
}

async function read(cursor: string | undefined) {
  const network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: Networks.STANDALONE });
  const ledgers: number[] = [];
  const missed: object[] = [];
  let last = cursor;
  for await (const page of readEvents(network, [CONTRACT], cursor)) {
    ledgers.push(...page.events.map(({ ledger }) => ledger));
    if (page.missed) missed.push(page.missed);
    last = page.cursor;
  }
  return { ledgers, missed, cursor: last };
}

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('events are read once each and in order', () => {
  test('over as many pages as it takes, those without an event among them', async () => {
    nodes = [{ oldest: 10, latest: 700, scans: 150 }];
    expect((await read(undefined)).ledgers).toEqual(upTo(10, 700));
  });

  test('after an outage of 400 ledgers, from the same cursor', async () => {
    nodes = [{ oldest: 10, latest: 100 }];
    const { cursor } = await read(undefined);
    nodes = [{ oldest: 10, latest: 500 }];
    expect(await read(cursor)).toMatchObject({ ledgers: upTo(101, 500), missed: [] });
  });

  test('from a node that is behind: it is asked again later, nothing comes twice, and the cursor never goes back', async () => {
    nodes = [{ oldest: 10, latest: 100 }];
    const { cursor } = await read(undefined);
    nodes = [{ oldest: 10, latest: 98 }];
    expect(await read(cursor)).toEqual({ ledgers: [], missed: [], cursor });
    // So far behind that something is wrong with it.
    nodes = [{ oldest: 10, latest: 94 }];
    await expect(read(cursor)).rejects.toMatchObject({ code: 'soroban/rpc-error' });
    nodes = [{ oldest: 10, latest: 103 }];
    expect(await read(cursor)).toMatchObject({ ledgers: [101, 102, 103], missed: [] });
  });

  test('from a node that repeats what was read, or answers from before', async () => {
    rpc.lie = (_method, _params) =>
      Promise.resolve({
        result: {
          events: [eventOf(49), eventOf(50), eventOf(51)],
          cursor: cursorAt(48, 0),
          latestLedger: 51,
          oldestLedger: 1,
        },
      });
    expect(await read(endOf(50))).toMatchObject({ ledgers: [51], missed: [] });
  });

  test('and a page that fails is asked for again from its own cursor, not from the oldest ledger', async () => {
    nodes = [{ oldest: 10, latest: 900 }];
    const honest = rpc.lie!;
    let pages = 0;
    rpc.lie = async (method, params, forward) =>
      method === 'getEvents' && ++pages >= 3
        ? { error: { code: -32_603, message: 'database is locked' } }
        : await honest(method, params, forward);
    const ledgers: number[] = [];
    let cursor: string | undefined;
    const network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: Networks.STANDALONE });
    const reading = async () => {
      for await (const page of readEvents(network, [CONTRACT], cursor)) {
        ledgers.push(...page.events.map(({ ledger }) => ledger));
        cursor = page.cursor;
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'soroban/rpc-error' });
    rpc.lie = honest;
    await reading();
    expect(ledgers).toEqual(upTo(10, 900));
  });
});

describe('events of more contracts than one question may name', () => {
  const contracts = Array.from({ length: 60 }, (_, i) => StrKey.encodeContract(Buffer.alloc(32, i + 1)));
  /** 2,500 of them, some in one ledger, of contracts in turn but for the last ones, which say little. */
  const all = Array.from({ length: 2_500 }, (_, i) => ({
    ...eventOf(10 + Math.floor(i / 7)),
    ...{ id: cursorAt(10 + Math.floor(i / 7), i % 7), contractId: contracts[i % 100 === 0 ? 59 : (i * 7) % 23]! },
  }));
  const latest = all.at(-1)!.ledger;

  test.each([200, 1_000])('are read once each and in order, %i at a time', async (allowed) => {
    let most = 0;
    rpc.lie = (method, params: Params) => {
      if (method === 'getHealth') return Promise.resolve({ result: { oldestLedger: 10, latestLedger: latest } });
      const { filters, pagination, startLedger } = params;
      const named = (filters as { contractIds: string[] }[]).flatMap(({ contractIds }) => contractIds);
      most = Math.max(most, named.length);
      const { limit, cursor } = pagination;
      const tooMany = { code: -32_602, message: `limit must not exceed ${allowed}` };
      if (limit > allowed) return Promise.resolve({ error: tooMany });
      const isNext = ({ id, ledger }: (typeof all)[0]) => (cursor === undefined ? ledger >= startLedger : id > cursor);
      const events = all.filter((one) => named.includes(one.contractId) && isNext(one)).slice(0, limit);
      const end = events.length === limit ? events.at(-1)!.id : endOf(latest);
      return Promise.resolve({ result: { events, cursor: end, latestLedger: latest } });
    };
    const network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: Networks.STANDALONE });
    const read: string[] = [];
    for await (const { events } of readChainEvents(network, contracts, undefined))
      read.push(...events.map(({ id }) => id));
    expect(read).toEqual(all.map(({ id }) => id));
    expect(most).toBe(25);
  });
});

describe('a gap', () => {
  test('is told when the RPC keeps what follows the cursor no longer, and exactly', async () => {
    nodes = [{ oldest: 60, latest: 70 }];
    expect(await read(endOf(50))).toMatchObject({
      ledgers: upTo(60, 70),
      missed: [{ from: 51, through: 59 }],
    });
  });

  test('begins in the ledger that the last page ended in, of which the rest was not read', async () => {
    nodes = [{ oldest: 51, latest: 53 }];
    expect(await read(cursorAt(50, 1))).toMatchObject({ ledgers: [51, 52, 53], missed: [{ from: 50, through: 50 }] });
  });

  test('is none when the very next ledger is the oldest that is kept', async () => {
    nodes = [{ oldest: 51, latest: 70 }];
    await expect(read(endOf(50))).resolves.toMatchObject({ ledgers: upTo(51, 70), missed: [] });
  });
});

test('cursors are compared by number, however they are written', () => {
  expect(isAfter('0000000000000000010-0000000001', '9-5')).toBe(true);
  expect(isAfter('9-5', '9-5')).toBe(false);
  expect(isAfter('9-10', '9-9')).toBe(true);
});
