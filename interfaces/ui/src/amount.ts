/** Amounts are whole satoshis, as `bigint`: never a float, and never without their unit where they are shown. */
const SATS_PER_BTC = 100_000_000n;
const DECIMALS = 8;
/** All the bitcoin there will be. */
const MOST_SATS = 21_000_000n * SATS_PER_BTC;

/** `0.1845` and `0000`: the digits that say something, and the zeros behind them. */
export function splitBtc(sats: bigint): { sign: '' | '−'; whole: string; digits: string; zeros: string } {
  const size = sats < 0n ? -sats : sats;
  const fraction = (size % SATS_PER_BTC).toString().padStart(DECIMALS, '0');
  const digits = fraction.replace(/0+$/, '');
  return {
    sign: sats < 0n ? '−' : '',
    whole: groupDigits(size / SATS_PER_BTC),
    digits,
    zeros: fraction.slice(digits.length),
  };
}

/** `1,204.91170221`, always with eight decimals. */
export function formatBtc(sats: bigint): string {
  const { sign, whole, digits, zeros } = splitBtc(sats);
  return `${sign}${whole}.${digits}${zeros}`;
}

/** `18,450,000` */
export function formatSats(sats: bigint): string {
  return sats < 0n ? `−${groupDigits(-sats)}` : groupDigits(sats);
}

/** `29.76` of 2,976 units of two places: every digit that there is, and never fewer than two behind the point. */
export function formatDecimal(units: bigint, places: number): string {
  const scale = 10n ** BigInt(places);
  const digits = (units % scale).toString().padStart(places, '0').replace(/0+$/, '');
  const fraction = places === 0 ? '' : `.${digits.padEnd(Math.min(2, places), '0')}`;
  return `${formatSats(units / scale)}${fraction}`;
}

const groupDigits = (value: bigint): string => value.toString().replace(/\B(?=(\d{3})+$)/g, ',');

export type ParsedAmount = { ok: true; sats: bigint } | { ok: false; problem: AmountProblem };
export type AmountProblem = 'empty' | 'not-a-number' | 'too-many-decimals' | 'zero' | 'too-much';

/** What somebody typed as bitcoin. A comma is a point where it can be nothing else. */
export function parseBtc(text: string): ParsedAmount {
  const trimmed = text.trim().replace(/^(\d*),(\d+)$/, '$1.$2');
  if (trimmed === '') return { ok: false, problem: 'empty' };
  const match = /^(\d{0,8})(?:\.(\d*))?$/.exec(trimmed);
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || whole + fraction === '') return { ok: false, problem: 'not-a-number' };
  if (fraction.length > DECIMALS) return { ok: false, problem: 'too-many-decimals' };
  const sats = BigInt(whole || '0') * SATS_PER_BTC + BigInt(fraction.padEnd(DECIMALS, '0'));
  if (sats === 0n) return { ok: false, problem: 'zero' };
  return sats > MOST_SATS ? { ok: false, problem: 'too-much' } : { ok: true, sats };
}
