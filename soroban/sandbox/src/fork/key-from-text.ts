import { xdr } from '@stellar/stellar-sdk';
import type { LedgerKey } from '../host/boundary.ts';
import { fromHex } from '../host/codec/hex.ts';
import { fromLedgerScVal } from '../host/codec/value-from-xdr.ts';
import { type HostVal, INSTANCE_KEY } from '../host/values/value.ts';

/** The key that a text of `ledgerKeyString` stands for: readers ask by the text, other networks want the key. */
export function ledgerKeyFromText(text: string): LedgerKey {
  const [kind = '', first = '', ...rest] = text.split(' ');
  const last = rest.join(' ');
  switch (kind) {
    case 'account':
      return { type: 'account', accountId: first };
    case 'trustline':
      return { type: 'trustline', accountId: first, asset: last };
    case 'account-data':
      return { type: 'data', accountId: first, name: last };
    case 'code':
      return { type: 'contractCode', hash: first };
    case 'data':
    case 'temporary': {
      const durability = kind === 'data' ? 'persistent' : 'temporary';
      const [key, end] = readValue(last, 0);
      if (end === last.length) return { type: 'contractData', contract: first, durability, key };
    }
  }
  throw new Error(`this is no key of the ledger: ${text}`);
}

/** A value where it begins in a text, and where it ends. */
function readValue(text: string, at: number): [value: HostVal, end: number] {
  if (text[at] === '[') return readList(text, at + 1);
  const end = /[,\]]|$/.exec(text.slice(at))!.index + at;
  const word = text.slice(at, end);
  if (word === 'instance') return [INSTANCE_KEY, end];
  if (word[0] === ':') return [{ type: 'symbol', value: word.slice(1) }, end];
  if (word[0] === '#') return [{ type: 'bytes', value: fromHex(word.slice(1)) }, end];
  if (word[0] === 'u') return [{ type: 'u32', value: Number(word.slice(1)) }, end];
  if (word[0] === '=') return [fromLedgerScVal(xdr.ScVal.fromXdr(fromHex(word.slice(1)))), end];
  return [{ type: 'address', value: word }, end];
}

function readList(text: string, start: number): [value: HostVal, end: number] {
  const value: HostVal[] = [];
  let at = start;
  while (at < text.length && text[at] !== ']') {
    const [item, end] = readValue(text, at);
    value.push(item);
    at = end + 1;
  }
  return [{ type: 'vec', value }, at + 1];
}
