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

const perIncrement = (amount: number, price: number, increment: number) => Math.ceil((amount * price) / increment);

/** Stroops that are charged whatever the transaction ends up using (CAP-46-07). */
export function nonRefundableFee(resources: DeclaredResources): number {
  return (
    perIncrement(resources.instructions, SETTINGS.feePer10kInstructions, 10_000) +
    resources.diskReadEntries * SETTINGS.feePerDiskReadEntry +
    resources.writeEntries * SETTINGS.feePerWriteEntry +
    perIncrement(resources.diskReadBytes, SETTINGS.feePerDiskRead1kb, KB) +
    perIncrement(resources.writeBytes, SETTINGS.feePerWrite1kb, KB) +
    perIncrement(resources.transactionBytes + RESULT_BYTES, SETTINGS.feePerHistory1kb, KB) +
    perIncrement(resources.transactionBytes, SETTINGS.feePerTxSize1kb, KB)
  );
}

/** Stroops for events and return value; refunded as far as they are not used. */
export function eventsFee(bytes: number): number {
  return perIncrement(bytes, SETTINGS.feePerEvents1kb, KB);
}

/** Stroops for the time entries are to stay live (CAP-46-12). */
export function rentFee(changes: readonly RentChange[], currentLedger: number): number {
  let fee = 0;
  let extended = 0;
  for (const change of changes) {
    fee += rentOfChange(change, currentLedger);
    if (change.oldLiveUntil < change.newLiveUntil) extended++;
  }
  return (
    fee + extended * SETTINGS.feePerWriteEntry + perIncrement(extended * TTL_ENTRY_BYTES, SETTINGS.feePerWrite1kb, KB)
  );
}

function rentOfChange(change: RentChange, currentLedger: number): number {
  const isNew = change.oldSize === 0 && change.oldLiveUntil === 0;
  const paidUntil = isNew ? currentLedger - 1 : change.oldLiveUntil;
  let fee = 0;
  if (change.newLiveUntil >= paidUntil) {
    fee += rent(change.persistent, change.newSize, change.newLiveUntil - paidUntil);
  }
  if (!isNew && change.oldLiveUntil >= currentLedger && change.newSize > change.oldSize) {
    fee += rent(change.persistent, change.newSize - change.oldSize, change.oldLiveUntil - currentLedger + 1);
  }
  return change.code ? Math.ceil(fee / CODE_RENT_DISCOUNT) : fee;
}

function rent(persistent: boolean, size: number, ledgers: number): number {
  const denominator = persistent ? SETTINGS.persistentRentDenominator : SETTINGS.temporaryRentDenominator;
  return Math.ceil((size * SETTINGS.feePerRent1kb * ledgers) / (KB * denominator));
}
