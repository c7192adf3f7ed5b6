import { describe, expect, test } from 'vitest';
import { changesIn } from './books-events.ts';
import { type BooksChange, decodeHistory, encodeHistory, replayHistory, sortedOutputs } from './books-history.ts';

const txid = (n: number): string => n.toString(16).padStart(64, '0');
const added = (n: number, amountSats = 1000n): BooksChange => ({ change: 'added', txid: txid(n), vout: n, amountSats });
const removed = (n: number, amountSats = 1000n): BooksChange => ({ ...added(n, amountSats), change: 'removed' });
const bytes = (n: number): Uint8Array => Buffer.from(txid(n), 'hex');

describe('the history of the books', () => {
  test('survives its bytes, and leaves what was added and not removed', () => {
    const history = [added(2), added(1), removed(2), added(3, 5n)];
    expect(decodeHistory(encodeHistory(history))).toEqual(history);
    const replayed = replayHistory(history);
    if (!replayed.ok) throw new Error(replayed.reason);
    expect(replayed.books.totalSats).toBe(1005n);
    expect(sortedOutputs(replayed.books).map(({ vout }) => vout)).toEqual([1, 3]);
  });

  test('has another commitment for any other history, also one that leaves the same', () => {
    const histories = [
      [],
      [added(1)],
      [added(1, 999n)],
      [added(1), added(2), removed(2)],
      [added(2), added(1), removed(2)],
    ];
    const commitments = histories.map((history) => {
      const replayed = replayHistory(history);
      return replayed.ok ? replayed.books.commitment : replayed.reason;
    });
    expect(new Set(commitments).size).toBe(histories.length);
  });

  test.each<[string, BooksChange[]]>([
    ['adds an output twice', [added(1), added(1)]],
    ['removes what is not there', [removed(1)]],
    ['removes another amount', [added(1), removed(1, 999n)]],
    ['removes an output twice', [added(1), removed(1), removed(1)]],
  ])('is none when it %s', (_, history) => {
    expect(replayHistory(history)).toMatchObject({ ok: false, at: history.length - 1 });
  });

  test.each<[string, Uint8Array]>([
    ['cut off', encodeHistory([added(1)]).subarray(1)],
    ['of another sign', Buffer.alloc(45, 1)],
  ])('is none when its bytes are %s', (_, content) => {
    expect(decodeHistory(content)).toBeUndefined();
  });
});

describe('an event of the reserve changes the books', () => {
  const outpoint = (n: number) => ({ tx_hash: bytes(n), vout: n });
  test.each<[string, string, Record<string, unknown>, unknown[]]>([
    ['what is added mints nothing and counts', 'ReserveAdded', { ...outpoint(1), amount: 7n }, [added(1, 7n)]],
    ['a deposit adds its output', 'DepositRegistered', { ...outpoint(1), amount: 7n }, [added(1, 7n)]],
    ['what is owed back counts until it is paid', 'DepositReturnable', { ...outpoint(1), amount: 7n }, [added(1, 7n)]],
    [
      'a lost output is gone',
      'OutputLost',
      { ...outpoint(1), amount: 7n },
      [{ change: 'removed', txid: txid(1), vout: 1 }],
    ],
    [
      'a payment removes its inputs, and then adds the change after the payments',
      'PaymentCompleted',
      { txid: bytes(9), inputs: [outpoint(1)], change: [5n, 6n], withdrawals: [bytes(3), bytes(4)] },
      [
        { change: 'removed', txid: txid(1), vout: 1 },
        { change: 'added', txid: txid(9), vout: 2, amountSats: 5n },
        { change: 'added', txid: txid(9), vout: 3, amountSats: 6n },
      ],
    ],
    [
      'a sweep pays nobody, so its change begins at the first output',
      'PaymentCompleted',
      { txid: bytes(9), inputs: [outpoint(1)], change: [5n], withdrawals: [] },
      [
        { change: 'removed', txid: txid(1), vout: 1 },
        { change: 'added', txid: txid(9), vout: 0, amountSats: 5n },
      ],
    ],
    ['others change nothing', 'ReserveUpdate', { total_btc: 5n }, []],
  ])('%s', (_, name, data, changes) => {
    expect(changesIn(name, data)).toEqual(changes);
  });
});
