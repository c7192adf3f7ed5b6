import { SETTINGS } from '../network-settings.ts';

/** What a transaction declares, or a simulation found, that it needs. */
export type DeclaredResources = {
  instructions: number;
  diskReadEntries: number;
  diskReadBytes: number;
  writeEntries: number;
  writeBytes: number;
  transactionBytes: number;
};

/** One entry whose rent may have to be paid: new, larger or extended. Sizes in bytes, zero when absent. */
export type RentChange = {
  persistent: boolean;
  code: boolean;
  oldSize: number;
  newSize: number;
  oldLiveUntil: number;
  newLiveUntil: number;
};

/** Estimate of a transaction result in the archives, the constant of stellar-core. */
const RESULT_BYTES = 300;
const TTL_ENTRY_BYTES = 48;
const CODE_RENT_DISCOUNT = 3;

const KB = 1024;

export type Prices = {
  readonly [Name in Extract<keyof typeof SETTINGS, `fee${string}` | `${string}RentDenominator`>]: number;
};

const perIncrement = (amount: number, price: number, increment: number) => Math.ceil((amount * price) / increment);

/** Stroops that are charged whatever the transaction ends up using (CAP-46-07). */
export function nonRefundableFee(resources: DeclaredResources, prices: Prices = SETTINGS): number {
  return (
    perIncrement(resources.instructions, prices.feePer10kInstructions, 10_000) +
    resources.diskReadEntries * prices.feePerDiskReadEntry +
    resources.writeEntries * prices.feePerWriteEntry +
    perIncrement(resources.diskReadBytes, prices.feePerDiskRead1kb, KB) +
    perIncrement(resources.writeBytes, prices.feePerWrite1kb, KB) +
    perIncrement(resources.transactionBytes + RESULT_BYTES, prices.feePerHistory1kb, KB) +
    perIncrement(resources.transactionBytes, prices.feePerTxSize1kb, KB)
  );
}

/** Stroops for events and return value; refunded as far as they are not used. */
export function eventsFee(bytes: number, prices: Prices = SETTINGS): number {
  return perIncrement(bytes, prices.feePerEvents1kb, KB);
}

/** Stroops for the time entries are to stay live (CAP-46-12). */
export function rentFee(changes: readonly RentChange[], currentLedger: number, prices: Prices = SETTINGS): number {
  let fee = 0;
  let extended = 0;
  for (const change of changes) {
    fee += rentOfChange(change, currentLedger, prices);
    if (change.oldLiveUntil < change.newLiveUntil) extended++;
  }
  return fee + extended * prices.feePerWriteEntry + perIncrement(extended * TTL_ENTRY_BYTES, prices.feePerWrite1kb, KB);
}

function rentOfChange(change: RentChange, currentLedger: number, prices: Prices): number {
  const isNew = change.oldSize === 0 && change.oldLiveUntil === 0;
  const paidUntil = isNew ? currentLedger - 1 : change.oldLiveUntil;
  let fee = 0;
  if (change.newLiveUntil >= paidUntil) {
    fee += rent(change, change.newSize, change.newLiveUntil - paidUntil, prices);
  }
  if (!isNew && change.oldLiveUntil >= currentLedger && change.newSize > change.oldSize) {
    fee += rent(change, change.newSize - change.oldSize, change.oldLiveUntil - currentLedger + 1, prices);
  }
  return change.code ? Math.ceil(fee / CODE_RENT_DISCOUNT) : fee;
}

function rent({ persistent }: RentChange, size: number, ledgers: number, prices: Prices): number {
  const denominator = persistent ? prices.persistentRentDenominator : prices.temporaryRentDenominator;
  return Math.ceil((size * prices.feePerRent1kb * ledgers) / (KB * denominator));
}
