/** Enough that a price times an amount is the other amount, to its last place, also where both have fifteen digits. */
const PRICE_DIGITS = 20;

/** Smallest units of a decimal text; undefined where it is none, has more places than `decimals`, or more than 15 digits before the point. */
export function parseUnits(text: string, decimals: number): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,20}))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.replace(/0+$/, '').length > decimals) return undefined;
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
}

/** Without zeros at the end. */
export function formatUnits(units: bigint, decimals: number): string {
  const text = units.toString().padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** `a` (with `aDecimals`) divided by `b` (with `bDecimals`), as a decimal of twenty digits that count, rounded to the nearest. */
export function formatRatio(a: bigint, aDecimals: number, b: bigint, bDecimals: number): string {
  const dividend = a * 10n ** BigInt(bDecimals);
  const divisor = b * 10n ** BigInt(aDecimals);
  const whole = dividend / divisor;
  const zeros = whole > 0n ? -String(whole).length : leadingZeros(dividend, divisor);
  const places = Math.max(0, PRICE_DIGITS + zeros);
  const scaled = (2n * dividend * 10n ** BigInt(places) + divisor) / (2n * divisor);
  return formatUnits(scaled, places);
}

/** Behind the point, of a ratio below one. */
function leadingZeros(dividend: bigint, divisor: bigint): number {
  let zeros = 0;
  for (let scaled = dividend * 10n; scaled < divisor && scaled > 0n; scaled *= 10n) zeros++;
  return zeros;
}

export const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
