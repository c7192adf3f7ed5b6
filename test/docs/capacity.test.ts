import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costsFile } from '../../contracts/src/paths.ts';
import { paymentVbytes } from '../../scripts/docs/bitcoin-sizes.ts';
import { capacityOf, dayOf, LEDGER } from '../../scripts/docs/capacity.ts';
import { capacityPage } from '../../scripts/docs/capacity-page.ts';

const cost = {
  ...{ instructions: 1_000_000, memory_bytes: 1, read_entries: 1, write_entries: 1, read_bytes: 1 },
  ...{ write_bytes: 100, event_bytes: 1, transaction_bytes: 500, fee_stroops: 20_000_000 },
};
const costs = (change: Partial<typeof cost>) => ({ entries: { call: { ...cost, ...change } } });
const of = { entry: 'call', isOneChain: false, operations: 1 };

describe('a ledger is full by what there is least of:', () => {
  test.each([
    ['instructions', { instructions: 100_000_000 }, 11],
    ['write_bytes', { write_bytes: LEDGER.write_bytes / 7 }, 7],
    ['write_entries', { write_entries: 200 }, 5],
    ['transaction_bytes', { transaction_bytes: 100_000 }, 2],
  ])('%s', (limit, change, perLedger) => {
    expect(capacityOf(costs(change), of)).toMatchObject({ limit, perLedger });
  });

  test('what waits for the one before it has one chain of them', () => {
    expect(capacityOf(costs({ instructions: 100_000_000 }), { ...of, isOneChain: true }).perLedger).toBe(5);
  });

  test('a call of many operations counts them', () => {
    const { perLedger, perDay } = capacityOf(costs({ write_entries: 200 }), { ...of, operations: 6 });
    expect({ perLedger, perDay }).toEqual({ perLedger: 30, perDay: (30 * 86_400) / LEDGER.seconds });
  });

  test('what is not measured is not guessed', () => {
    expect(() => capacityOf(costs({}), { ...of, entry: 'another' })).toThrow('another is not measured');
  });
});

test('a payment has the size that BIP-141 gives it', () => {
  // An input of two of three keys, an output of a key and one of a script.
  expect(paymentVbytes(1)).toBe(189);
  expect(paymentVbytes(32) - paymentVbytes(31)).toBe(31);
});

test('the page says nothing that is not computed, and holders cost in proportion', () => {
  const committed = JSON.parse(readFileSync(costsFile, 'utf8'));
  expect(capacityPage(committed)).not.toMatch(/NaN|undefined|Infinity/);
  const [few, many] = [dayOf(committed, 30_000), dayOf(committed, 3_000_000)];
  expect(many.operations.deposits).toBe(100 * few.operations.deposits!);
  expect(many.lumens / few.lumens).toBeCloseTo(100, 6);
});
