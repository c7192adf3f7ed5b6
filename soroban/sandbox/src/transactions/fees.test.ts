import { describe, expect, test } from 'vitest';
import { type DeclaredResources, eventsFee, nonRefundableFee, type Prices, type RentChange, rentFee } from './fees.ts';

const NOTHING: DeclaredResources = {
  instructions: 0,
  diskReadEntries: 0,
  diskReadBytes: 0,
  writeEntries: 0,
  writeBytes: 0,
  transactionBytes: 0,
};
const PRICES: Prices = {
  feePer10kInstructions: 1000,
  feePerDiskReadEntry: 2000,
  feePerWriteEntry: 3000,
  feePerDiskRead1kb: 4000,
  feePerWrite1kb: 5000,
  feePerHistory1kb: 6000,
  feePerEvents1kb: 7000,
  feePerTxSize1kb: 8000,
  feePerRent1kb: 1000,
  persistentRentDenominator: 10_000,
  temporaryRentDenominator: 100_000,
};
/** History of the 300 bytes every result is taken to have. */
const RESULT = 1758;

describe('resource fees agree with rs-soroban-env for', () => {
  test.each<[string, Partial<DeclaredResources>, number]>([
    ['one instruction', { instructions: 1 }, 1 + RESULT],
    ['many instructions', { instructions: 123_451_234 }, 12_345_124 + RESULT],
    ['most instructions', { instructions: 2 ** 32 - 1 }, 429_496_730 + RESULT],
    ['entries read', { diskReadEntries: 5 }, 10_000 + RESULT],
    ['entries read and written', { diskReadEntries: 1, writeEntries: 1 }, 5_000 + RESULT],
    ['one byte read', { diskReadBytes: 1 }, 4 + RESULT],
    ['bytes read', { diskReadBytes: 5 * 1024 + 1 }, 20_004 + RESULT],
    ['bytes written', { writeBytes: 5 * 1024 + 1 }, 25_005 + RESULT],
    ['most bytes written', { writeBytes: 2 ** 32 - 1 }, 20_971_519_996 + RESULT],
    ['one byte of transaction', { transactionBytes: 1 }, 14 + RESULT],
    ['bytes of transaction', { transactionBytes: 5 * 1024 }, 70_000 + RESULT],
  ])('%s', (_, resources, fee) => {
    expect(nonRefundableFee({ ...NOTHING, ...resources }, PRICES)).toBe(fee);
  });

  test.each([
    [1, 7],
    [5 * 1024, 35_000],
    [5 * 1024 + 1, 35_007],
  ])('%i bytes of events', (bytes, fee) => {
    expect(eventsFee(bytes, PRICES)).toBe(fee);
  });
});

describe('rent agrees with rs-soroban-env for', () => {
  const prices = { ...PRICES, feePerWriteEntry: 10, feePerWrite1kb: 500 };
  const entry: RentChange = {
    persistent: true,
    code: false,
    oldSize: 10 * 1024,
    newSize: 10 * 1024,
    oldLiveUntil: 100_000,
    newLiveUntil: 300_000,
  };
  /** Writing the new lifetime of one entry. */
  const WRITE = 34;

  test.each<[string, Partial<RentChange>, number]>([
    ['the smallest entry', { oldSize: 1, newSize: 1 }, 20 + WRITE],
    ['one ledger', { newLiveUntil: 100_001 }, 1 + WRITE],
    ['many ledgers', {}, 200_000 + WRITE],
    ['code', { code: true }, 66_667 + WRITE],
    ['an entry that shrank', { newSize: 5 * 1024 }, 100_000 + WRITE],
    ['temporary entries', { persistent: false }, 20_000 + WRITE],
  ])('extending %s', (_, change, fee) => {
    expect(rentFee([{ ...entry, ...change }], 50_000, prices)).toBe(fee);
  });

  test.each<[string, Partial<RentChange>, number]>([
    ['persistent', {}, 732_425],
    ['code', { code: true }, 244_142],
  ])('growing a %s entry', (_, change, fee) => {
    const grown = { ...entry, oldSize: 1, newSize: 100_000, newLiveUntil: 100_000, ...change };
    expect(rentFee([grown], 25_000, prices)).toBe(fee);
  });
});
