import { type Json, parseJson } from '@istsi/bitcoin-custody';
import { textAt } from '../json-place.ts';
import type { Quoted, Source } from './source.ts';

/** A public ticker: where it is, and what in its answer is the price. */
export interface HttpSource {
  name: string;
  kind: string;
  url: string;
  /** Place of the price in the answer: `data.amount`, `result.XXBTZUSD.c.0`. */
  price: string;
  /** Place of its time, and how that is written; without it an answer counts as of now. */
  time?: { place: string; unit: 'seconds' | 'milliseconds' | 'iso' } | undefined;
}

/** A ticker is a few hundred bytes. */
const MOST_BYTES = 64 * 1024;

export function createHttpSource({ name, kind, url, price, time }: HttpSource): Source {
  return {
    ...{ name, kind },
    async read(signal) {
      // A redirect leads to somebody else, who was not chosen.
      const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`it answers ${response.status}`);
      }
      const json = parse(await limitedText(response));
      const found = textAt(json, price);
      if (found === undefined) throw new Error(`there is no price at ${price} of its answer`);
      return { price: found, atMs: time && timeIn(json, time) };
    },
  };
}

function parse(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new Error('its answer is not JSON', { cause });
  }
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels what is still to come.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error(`its answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function timeIn(json: Json, { place, unit }: NonNullable<HttpSource['time']>): Quoted['atMs'] {
  const text = textAt(json, place);
  const ms =
    text === undefined
      ? Number.NaN
      : unit === 'iso'
        ? Date.parse(text)
        : /^\d{1,16}(\.\d{1,9})?$/.test(text)
          ? Number(text) * (unit === 'seconds' ? 1_000 : 1)
          : Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`there is no time at ${place} of its answer`);
  return ms;
}
