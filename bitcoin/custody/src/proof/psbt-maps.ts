import { sized } from '../script/signed-transaction.ts';

/** One entry of a map (BIP-174): the key with its type in front, and the value. */
export interface PsbtField {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Fields in ascending order of their keys, as every writer that is known puts them. */
export type PsbtMap = readonly PsbtField[];

const MAGIC = Buffer.from('70736274ff', 'hex');

/**
 * The maps of a PSBT, the global one first, as bytes: nothing in them is judged. Undefined for what is not made of maps,
 * or has lengths that nobody would write who keeps to the shortest.
 */
export function readPsbtMaps(psbt: Uint8Array): PsbtMap[] | undefined {
  if (Buffer.compare(psbt.subarray(0, MAGIC.length), MAGIC) !== 0) return undefined;
  const maps: PsbtMap[] = [];
  let fields: PsbtField[] = [];
  let at = MAGIC.length;
  const take = (): Uint8Array | undefined => {
    const first = psbt[at] ?? 0xff;
    const [size, length] = first < 0xfd ? [1, first] : [3, (psbt[at + 1] ?? 0) | ((psbt[at + 2] ?? 0) << 8)];
    const end = at + size + length;
    if (first > 0xfd || (size === 3 && length < 0xfd) || end > psbt.length) return undefined;
    const taken = psbt.subarray(at + size, end);
    at = end;
    return taken;
  };
  while (at < psbt.length) {
    const key = take();
    if (!key) return undefined;
    if (key.length === 0) {
      maps.push(fields);
      fields = [];
      continue;
    }
    const value = take();
    if (!value) return undefined;
    fields.push({ key, value });
  }
  return fields.length === 0 ? maps : undefined;
}

export function writePsbtMaps(maps: readonly PsbtMap[]): Uint8Array {
  const parts: Uint8Array[] = [MAGIC];
  for (const fields of maps) {
    for (const { key, value } of fields) parts.push(sized(key), sized(value));
    parts.push(Buffer.of(0));
  }
  return Buffer.concat(parts);
}

/** The value of a type that has no key data. */
export const fieldValue = (map: PsbtMap, type: number): Uint8Array | undefined =>
  map.find(({ key }) => key.length === 1 && key[0] === type)?.value;

/** The fields of a type that is there once per key data. */
export const fieldsOf = (map: PsbtMap, type: number): PsbtField[] => map.filter(({ key }) => key[0] === type);

export const byKey = (a: PsbtField, b: PsbtField): number => Buffer.compare(a.key, b.key);
