/** Fee rates are whole sats per 1,000 virtual bytes. Bitcoin Core's defaults since version 30. */
export const MIN_RELAY_SATS_PER_KVB = 100n;
export const INCREMENTAL_RELAY_SATS_PER_KVB = 100n;
export const DUST_RELAY_SATS_PER_KVB = 3000n;
export const BLOCK_MIN_SATS_PER_KVB = 1n;

/** Fee of a size at a rate, rounded up. */
export const feeAtRate = (satsPerKvb: bigint, virtualBytes: number): bigint =>
  (satsPerKvb * BigInt(virtualBytes) + 999n) / 1000n;

export type FeeAndSize = { feeSats: bigint; size: number };

/** Positive when `a` pays the higher fee rate, negative when `b` does. */
export function compareFeeRate(a: FeeAndSize, b: FeeAndSize): number {
  const difference = a.feeSats * BigInt(b.size) - b.feeSats * BigInt(a.size);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
