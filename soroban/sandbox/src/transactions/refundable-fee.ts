import { eventsFee } from './fees.ts';

/** Counts what of the resource fee beyond its fixed part was used; the rest goes back to the payer. Stroops. */
export type RefundableFee = {
  /** Takes the price of events and rent; false, and nothing taken, when the fee does not cover them. */
  consume(eventBytes: number, rent: number): boolean;
  readonly rent: number;
  readonly used: number;
  readonly left: number;
};

export function refundableFee(available: number): RefundableFee {
  let used = 0;
  let rentUsed = 0;
  return {
    consume(eventBytes, rent) {
      const price = eventsFee(eventBytes) + rent;
      if (used + price > available) return false;
      used += price;
      rentUsed += rent;
      return true;
    },
    get rent() {
      return rentUsed;
    },
    get used() {
      return used;
    },
    get left() {
      return available - used;
    },
  };
}
