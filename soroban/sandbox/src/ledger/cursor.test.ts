import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventCursor, lastCursor, parseEventCursor, parseToid, toid } from './cursor.ts';

const position = fc.record({
  ledger: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  transaction: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
  operation: fc.integer({ min: 0, max: 2 ** 12 - 1 }),
  event: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

test('a TOID packs ledger, transaction and operation (SEP-35)', () => {
  expect(toid(1, 1, 1)).toBe(4_294_971_393n);
  expect(parseToid(4_294_971_393n)).toEqual({ ledger: 1, transaction: 1, operation: 1 });
});

test('cursors are read back', () => {
  fc.assert(
    fc.property(position, (at) => {
      expect(parseEventCursor(eventCursor(at))).toEqual(at);
    }),
  );
});

test('cursors sort as the events do, and the last of a ledger after all of it', () => {
  fc.assert(
    fc.property(position, position, (a, b) => {
      const order = [a.ledger - b.ledger, a.transaction - b.transaction, a.operation - b.operation, a.event - b.event];
      const sign = Math.sign(order.find((difference) => difference !== 0) ?? 0);
      const [left, right] = [eventCursor(a), eventCursor(b)];
      expect(left < right ? -1 : left > right ? 1 : 0).toBe(sign);
      expect(left <= lastCursor(a.ledger)).toBe(true);
    }),
  );
});

test.each(['', '1', '1-', '-1', 'x-1', '1-1-1', '1-4294967296', '9999999999999999999-0'])('%j is no cursor', (text) => {
  expect(parseEventCursor(text)).toBeUndefined();
});
