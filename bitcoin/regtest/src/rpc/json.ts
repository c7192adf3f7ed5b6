import { formatBtcFixed } from '../encoding/amount.ts';

/** An amount of bitcoin: written with eight decimals, as Bitcoin Core does, never as a rounded float. */
export class BtcAmount {
  readonly sats: bigint;

  constructor(sats: bigint) {
    this.sats = sats;
  }
}

export const btc = (sats: bigint): BtcAmount => new BtcAmount(sats);

export type Json = null | boolean | number | string | BtcAmount | Json[] | JsonObject;
/** Fields that are undefined are left out. */
export type JsonObject = { [key: string]: Json | undefined };

export function stringify(value: Json): string {
  if (value instanceof BtcAmount) return formatBtcFixed(value.sats);
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields: string[] = [];
    for (const [key, field] of Object.entries(value)) {
      if (field !== undefined) fields.push(`${JSON.stringify(key)}:${stringify(field)}`);
    }
    return `{${fields.join(',')}}`;
  }
  // Bitcoin Core prints 16 significant digits.
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(16)));
  return JSON.stringify(value);
}

/** Name of a value's type as Bitcoin Core's error messages write it. */
export function jsonTypeName(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
