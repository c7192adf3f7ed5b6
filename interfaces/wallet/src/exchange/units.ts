import { formatBtc, formatDecimal } from '@istsi/ui';

/** A token as the page counts it: iSTSi as the bitcoin that it is, others in their own decimals. */
export interface Unit {
  symbol: string;
  /** Places behind the point as people write it. */
  places: number;
  isBitcoin: boolean;
}

const SATS_PLACES = 8;

export const unitOf = (token: { contract: string; symbol: string; decimals: number }, istsi: string): Unit =>
  token.contract === istsi
    ? { symbol: 'BTC', places: SATS_PLACES, isBitcoin: true }
    : { symbol: token.symbol, places: token.decimals, isBitcoin: false };

export type ParsedUnits =
  | { ok: true; units: bigint }
  | { ok: false; problem: 'empty' | 'not-a-number' | 'too-many' | 'zero' };

const MOST = (1n << 64n) - 1n;

/** What somebody typed, in smallest units: exactly, or not at all. */
export function parseUnits(text: string, { places }: Unit): ParsedUnits {
  const trimmed = text.trim().replace(/^(\d*),(\d+)$/, '$1.$2');
  if (trimmed === '') return { ok: false, problem: 'empty' };
  const [, whole = '', fraction = ''] = /^(\d{0,12})(?:\.(\d*))?$/.exec(trimmed) ?? [];
  if (whole + fraction === '') return { ok: false, problem: 'not-a-number' };
  if (fraction.length > places) return { ok: false, problem: 'too-many' };
  const units = BigInt(whole || '0') * 10n ** BigInt(places) + BigInt(fraction.padEnd(places, '0') || '0');
  if (units === 0n) return { ok: false, problem: 'zero' };
  return units > MOST ? { ok: false, problem: 'not-a-number' } : { ok: true, units };
}

/** `0.00050000 BTC`, `29.76 tUSD`: every digit that there is, and never fewer than two behind the point. */
export function formatUnits(units: bigint, { symbol, places, isBitcoin }: Unit): string {
  if (isBitcoin) return `${formatBtc(units)} BTC`;
  return `${formatDecimal(units, places)} ${symbol}`;
}
