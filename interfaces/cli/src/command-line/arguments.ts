import type { Protocol } from '@istsi/soroban-sandbox';
import { InvalidArgumentError } from 'commander';
import { parseBtc } from '../terminal/format.ts';

/** Parsers of options and arguments; commander prefixes the message with the option's name. */
export function parsePort(text: string): number {
  return wholeNumber(text, 0, 65_535, 'a port number from 0 (any free port) to 65535');
}

/** Of the embedded Stellar network. */
export function parseProtocol(text: string): Protocol {
  return wholeNumber(text, 28, 30, 'a ledger protocol: 28, 29 or 30') as Protocol;
}

export function parseCount(text: string): number {
  return wholeNumber(text, 1, 100_000, 'a whole number from 1 to 100000');
}

/** The router counts from 0. */
export function parseProposal(text: string): number {
  return wholeNumber(text, 0, 999_999_999, 'the number of a proposal');
}

export function parseMilliseconds(text: string): number {
  return wholeNumber(text, 1, 3_600_000, 'a whole number of milliseconds from 1 to 3600000');
}

/** Bitcoin as people write it, as satoshis. */
export function parseBtcAmount(text: string): bigint {
  const sats = parseBtc(text);
  if (sats === undefined) {
    throw new InvalidArgumentError('Expected an amount of bitcoin above zero with at most 8 decimals, such as 0.0015.');
  }
  return sats;
}

/** Satoshis, whole. */
export function parseSats(text: string): bigint {
  if (/^[1-9]\d{0,15}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('Expected a whole number of satoshis above zero.');
}

/** As fees are told: whole, and no more than any custodian allows by default. */
export function parseFeeRate(text: string): number {
  return wholeNumber(text, 1, 500, 'a whole number of satoshis a vbyte from 1 to 500');
}

export function parseDays(text: string): number {
  return wholeNumber(text, 1, 365, 'a whole number of days from 1 to 365');
}

export function parseHours(text: string): number {
  return wholeNumber(text, 0, 168, 'a whole number of hours from 0 to 168');
}

/** As many as one page of the API holds. */
export function parsePageSize(text: string): number {
  return wholeNumber(text, 1, 100, 'a whole number from 1 to 100');
}

/** The log counts from 0. */
export function parseIndex(text: string): number {
  return wholeNumber(text, 0, 999_999_999, 'the place of an entry, from 0');
}

function wholeNumber(text: string, least: number, most: number, expected: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}

/** A place in the order of events. */
export function parsePlace(text: string): string {
  if (/^[1-9]\d{0,17}$/.test(text)) return text;
  throw new InvalidArgumentError('expected the `sequence` of an event');
}

/** An output as explorers name it. */
export function parseOutput(text: string): { txid: string; vout: number } {
  const [, txid, vout] = /^([0-9a-f]{64}):(\d{1,9})$/i.exec(text) ?? [];
  if (txid === undefined || vout === undefined)
    throw new InvalidArgumentError('Expected the id of a transaction and the number of its output: <64 hex digits>:0.');
  return { txid: txid.toLowerCase(), vout: Number(vout) };
}

export function parseTxid(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected the id of a transaction: 64 hex digits.');
}

export function parseBytes(text: string): Buffer {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  throw new InvalidArgumentError('Expected bytes in hex.');
}

export function parseBlockHeight(text: string): number {
  return wholeNumber(text, 0, 2_147_483_647, 'the height of a block');
}

/** A place in the order of events, or 0: before the first one. */
export function parsePosition(text: string): string {
  if (/^(0|[1-9]\d{0,17})$/.test(text)) return text;
  throw new InvalidArgumentError('Expected the `sequence` of an event, or 0.');
}

/** Of a transaction, a withdrawal, an exchange. */
export function parseHash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 64 hex digits.');
}

export function parseOutpoint(text: string): string {
  if (/^[0-9a-f]{64}:(0|[1-9]\d{0,9})$/.test(text)) return text;
  throw new InvalidArgumentError('Expected <txid>:<output number>.');
}

/** Deposits have the name of their output, all others 64 hex digits. */
export function parseOperation(text: string): string {
  if (/^[0-9a-f]{64}(:(0|[1-9]\d{0,9}))?$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 64 hex digits, or <txid>:<output number> of a deposit.');
}

/** Its form; the API checks its checksum. */
export function parseAddress(text: string): string {
  if (/^[GC][A-Z2-7]{55}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a Stellar account (G…) or contract (C…).');
}

/** As the API numbers what it keeps. */
export function parseNumber(text: string): string {
  if (/^[1-9]\d{0,17}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a whole number above zero.');
}

export function parseRevision(text: string): number {
  return wholeNumber(text, 0, 999_999_999, 'the revision that `istsi customers show` tells');
}

export function parseTier(text: string): number {
  return wholeNumber(text, 0, 4, 'a tier from 0 to 4');
}

export function parseCountry(text: string): string {
  if (/^[A-Z]{2}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected two capital letters (ISO 3166-1 alpha-2).');
}

export function parseSeconds(text: string): number {
  return wholeNumber(text, 0, 604_800, 'a whole number of seconds from 0 to 604800');
}

export function parseThreshold(text: string): string {
  if (/^\d{1,18}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a whole number.');
}

/** A moment, in ISO 8601. */
export function parseTime(text: string): string {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError('Expected a time, such as 2030-01-31T12:00:00Z.');
}
