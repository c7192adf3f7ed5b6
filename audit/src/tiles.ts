import { concatBytes } from '@noble/hashes/utils.js';
import { HASH_BYTES, HashesMissingError, type ReadHashes } from './merkle.ts';

/** C2SP tlog-tiles: how the tree and the entries lie under a URL prefix, or in a directory. */

export const TILE_WIDTH = 256;
const MOST_LEVEL = 63;
const MOST_ENTRY_BYTES = 0xffff;

export interface Tile {
  /** 0 has hashes of entries; each hash above is of a full tile below. `entries`: the entries themselves. */
  level: number | 'entries';
  index: number;
  /** Hashes, or entries; 256 in a full one. */
  width: number;
}

export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const parts = padded.match(/\d{3}/g) ?? [];
  const place = parts.map((part, i) => (i === parts.length - 1 ? part : `x${part}`)).join('/');
  return `tile/${level}/${place}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Undefined for what is no path of a tile. */
export function parseTilePath(path: string): Tile | undefined {
  const found = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!found) return undefined;
  const level: Tile['level'] = found[1] === 'entries' ? 'entries' : Number(found[1]);
  const index = Number((found[2] ?? '').replace(/[x/]/g, ''));
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3]);
  const tile = { level, index, width };
  const isCanonical = Number.isSafeInteger(index) && tilePath(tile) === path;
  if (!isCanonical || width > TILE_WIDTH || (level !== 'entries' && level > MOST_LEVEL)) return undefined;
  return tile;
}

/** Those that a tree of this size is made of, entries first; a partial tile of a smaller tree is not among them. */
export function tilesOf(size: number): Tile[] {
  const tiles: Tile[] = [];
  const add = (level: Tile['level'], count: number): void => {
    for (let index = 0; index * TILE_WIDTH < count; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) });
    }
  };
  add('entries', size);
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) add(level, count);
  return tiles;
}

/** Entries, each behind its length in two bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.length > MOST_ENTRY_BYTES) throw new RangeError(`an entry has ${entry.length} bytes`);
    return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
  });
  return concatBytes(...parts);
}

/** Undefined for bytes that end within an entry. */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + (high << 8) + low;
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Undefined for bytes that are no whole number of hashes. */
export function decodeHashes(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes.length % HASH_BYTES !== 0) return undefined;
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** A file of the log by its path under the prefix; undefined where there is none. Throws where that cannot be known. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** Reads subtrees out of the tiles of a tree of this size, each tile once. */
export function tileHashes(read: ReadFile, size: number): ReadHashes {
  const known = new Map<string, Promise<Uint8Array[]>>();
  const load = (level: number, index: number): Promise<Uint8Array[]> => {
    const count = Math.floor(size / TILE_WIDTH ** level);
    const path = tilePath({ level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) });
    const hashes = known.get(path) ?? readTile(read, path);
    known.set(path, hashes);
    return hashes;
  };
  return async (level, start, count) => {
    const hashes: Uint8Array[] = [];
    while (hashes.length < count) {
      const at = start + hashes.length;
      const tile = await load(level, Math.floor(at / TILE_WIDTH));
      const offset = at % TILE_WIDTH;
      const taken = tile.slice(offset, offset + count - hashes.length);
      if (taken.length === 0) throw new HashesMissingError(`a tile of level ${level} ends before its hash ${at}`);
      hashes.push(...taken);
    }
    return hashes;
  };
}

async function readTile(read: ReadFile, path: string): Promise<Uint8Array[]> {
  const bytes = await read(path);
  const hashes = bytes && decodeHashes(bytes);
  if (!hashes) throw new HashesMissingError(`${path} is ${bytes ? 'no row of hashes' : 'not there'}`);
  return hashes;
}
