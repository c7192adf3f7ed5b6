import { relative } from 'node:path';

const SATS_PER_BTC = 100_000_000n;

/** 1234567n → "1,234,567". */
export function formatCount(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Satoshis as bitcoin with all eight decimals, the way wallets show them. */
export function formatBtc(sats: bigint): string {
  return `${sats / SATS_PER_BTC}.${String(sats % SATS_PER_BTC).padStart(8, '0')}`;
}

/** "0.0015" → 150000n; undefined for anything that is not a positive number of whole satoshis. */
export function parseBtc(text: string): bigint | undefined {
  const match = /^(\d{1,8})(?:\.(\d{1,8}))?$/.exec(text);
  if (!match) return undefined;
  const sats = BigInt(match[1] ?? '0') * SATS_PER_BTC + BigInt((match[2] ?? '').padEnd(8, '0'));
  return sats > 0n ? sats : undefined;
}

/** 10000 → "100.00 %". */
export function formatBasisPoints(bps: number): string {
  return `${Math.trunc(bps / 100)}.${String(bps % 100).padStart(2, '0')} %`;
}

/** The two ends of a long identifier. */
export function shorten(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Escape sequences take no room on the screen. */
export function visibleWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins every colour sequence.
  return text.replace(/\x1b\[[0-9;]*m/g, '').length;
}

/** Cuts plain text to the width, so that a line of a redrawn block never wraps. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleWidth(text)));
}

/** A path as one would type it here. */
export function relativePath(path: string): string {
  const shown = relative('', path);
  return shown === '' ? '.' : shown.startsWith('..') ? path : `./${shown}`;
}
