import type { BlockNode } from '../chain/block-tree.ts';
import { isMoney } from '../chain/params.ts';
import { parseBtc } from '../encoding/amount.ts';
import { parseTransactionHex, type Transaction } from '../encoding/transaction.ts';
import type { Node } from '../node.ts';
import { addressToScript } from '../script/address.ts';
import { type Json, jsonTypeName } from './json.ts';
import { failRpc } from './rpc-error.ts';

/** A hash of 32 bytes in display order. */
export function parseHash(text: string, name: string): string {
  if (text.length !== 64) {
    failRpc('INVALID_PARAMETER', `${name} must be of length 64 (not ${text.length}, for '${text}')`);
  }
  if (!/^[0-9a-fA-F]*$/.test(text)) {
    failRpc('INVALID_PARAMETER', `${name} must be hexadecimal string (not '${text}')`);
  }
  return text.toLowerCase();
}

export function findBlock(node: Node, hash: string, name = 'blockhash'): BlockNode {
  return node.chain.nodes.get(parseHash(hash, name)) ?? failRpc('INVALID_ADDRESS_OR_KEY', 'Block not found');
}

/** A block by its hash, or by its height on the active chain. */
export function findBlockAt(node: Node, at: unknown): BlockNode {
  if (typeof at === 'string') return findBlock(node, at, 'hash_or_height');
  if (typeof at !== 'number') {
    return failRpc('TYPE', `JSON value of type ${jsonTypeName(at as Json)} is not of expected type number`);
  }
  const height = parseInteger(at);
  if (height < 0) failRpc('INVALID_PARAMETER', `Target block height ${height} is negative`);
  const tip = node.chain.tip.height;
  if (height > tip) failRpc('INVALID_PARAMETER', `Target block height ${height} after current tip ${tip}`);
  return node.chain.active[height]!;
}

export function parseRawTransaction(hex: string): Transaction {
  try {
    return parseTransactionHex(hex);
  } catch {
    return failRpc('DESERIALIZATION', 'TX decode failed. Make sure the tx has at least one input.');
  }
}

/** An amount of bitcoin from a JSON number or string, in sats. */
export function parseAmount(value: number | string): bigint {
  const sats = parseBtc(typeof value === 'number' ? numberText(value) : value);
  if (sats === undefined) return failRpc('TYPE', 'Invalid amount');
  if (!isMoney(sats)) return failRpc('TYPE', 'Amount out of range');
  return sats;
}

/** Numbers below 1e-6 print in exponent form; within 15 significant digits the text is what the client wrote. */
function numberText(value: number): string {
  const text = String(value);
  if (!/e/i.test(text)) return text;
  return value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '');
}

export function parseAddress(address: string): Buffer {
  return addressToScript(address) ?? failRpc('INVALID_ADDRESS_OR_KEY', `Invalid Bitcoin address: ${address}`);
}

export function parseInteger(value: number): number {
  if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) failRpc('MISC', 'JSON integer out of range');
  return value;
}

/** Verbosity as an integer; true and false count as 1 and 0. */
export function parseVerbosity(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return parseInteger(value);
  return failRpc('TYPE', `JSON value of type ${typeof value} is not of expected type number`);
}

/** Highest fee rate a client accepts, in sats per 1,000 virtual bytes; 0 means any. */
export function parseMaxFeeRate(value: number | string | undefined): bigint {
  const rate = value === undefined ? 10_000_000n : parseAmount(value);
  if (rate >= 100_000_000n) failRpc('INVALID_PARAMETER', 'Fee rates larger than or equal to 1BTC/kvB are not accepted');
  return rate;
}
