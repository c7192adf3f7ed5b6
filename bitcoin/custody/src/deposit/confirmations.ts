/** Amounts below `belowSats` need `confirmations`; the last step has no upper bound. Ascending. */
export type ConfirmationSchedule = readonly { readonly belowSats: bigint | null; readonly confirmations: number }[];

const SATS_PER_BTC = 100_000_000n;

/** The default of the reserve-manager contract, which has the last word. */
export const defaultConfirmationSchedule: ConfirmationSchedule = [
  { belowSats: SATS_PER_BTC / 10n, confirmations: 2 },
  { belowSats: SATS_PER_BTC, confirmations: 3 },
  { belowSats: 10n * SATS_PER_BTC, confirmations: 6 },
  { belowSats: null, confirmations: 12 },
];

/** Confirmations before a deposit of this size counts: undoing more work must cost more than the deposit is worth. */
export function requiredConfirmations(
  amountSats: bigint,
  schedule: ConfirmationSchedule = defaultConfirmationSchedule,
): number {
  const step = schedule.find(({ belowSats }) => belowSats === null || amountSats < belowSats);
  if (!step) throw new RangeError('a confirmation schedule must end with an unbounded step');
  return step.confirmations;
}
