import type { AuthorizedPayment, Payment } from './payment.ts';

/**
 * How a batch's fee is borne by its payments: equally, and the first ones carry the satoshis that do not divide. Everyone
 * computes the same outputs from it, and the reserve pays nothing.
 */
export function feeShares(feeSats: bigint, count: number): bigint[] {
  if (count === 0) return [];
  const share = feeSats / BigInt(count);
  const rest = feeSats % BigInt(count);
  return Array.from({ length: count }, (_, i) => (BigInt(i) < rest ? share + 1n : share));
}

/** What each recipient gets of a transaction with this fee. */
export function netPayments(payments: readonly AuthorizedPayment[], feeSats: bigint): Payment[] {
  const shares = feeShares(feeSats, payments.length);
  return payments.map(({ withdrawalId, scriptPubKey, amountSats }, i) => ({
    withdrawalId,
    scriptPubKey,
    amountSats: amountSats - (shares[i] ?? 0n),
  }));
}

/** The payments whose share of this fee is above what their holders accepted, in the order given. */
export function overLimit(payments: readonly AuthorizedPayment[], feeSats: bigint): AuthorizedPayment[] {
  const shares = feeShares(feeSats, payments.length);
  return payments.filter(({ maxFeeSats }, i) => (shares[i] ?? 0n) > maxFeeSats);
}

/** The highest fee at which no payment's share is above its limit. Every share grows with the fee, so all below do too. */
export function mostFeeSats(payments: readonly AuthorizedPayment[]): bigint {
  const limits = payments.map(({ maxFeeSats }) => maxFeeSats);
  const lowest = limits.reduce((least, limit) => (limit < least ? limit : least), limits[0] ?? 0n);
  // Those before the first with the lowest limit can carry one more satoshi each.
  return lowest * BigInt(limits.length) + BigInt(Math.max(limits.indexOf(lowest), 0));
}
