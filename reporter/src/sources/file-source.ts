import { readFile } from 'node:fs/promises';
import { type Json, parseJson } from '@istsi/bitcoin-custody';
import { textAt } from '../json-place.ts';
import type { Source } from './source.ts';

export const LOCAL_KIND = 'local';

/** A file that says what a bitcoin costs, `{"usd_per_btc": "60000.00"}`: no market, and never said to be one. */
export function createFileSource(file: string): Source {
  return {
    ...{ name: 'file', kind: LOCAL_KIND },
    async read(signal) {
      const text = await readFile(file, { encoding: 'utf8', signal });
      const price = textAt(parsed(text), 'usd_per_btc');
      if (price === undefined) throw new Error(`${file} has no usd_per_btc`);
      return { price, atMs: undefined };
    },
  };
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new Error('it is not JSON', { cause });
  }
}
