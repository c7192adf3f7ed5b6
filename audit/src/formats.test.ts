import { base64 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { inclusionProof, leafHash, rootOf } from './merkle.ts';
import { formatKey, isSignedWith, keyOf, parseKey, parseNote } from './signed-note.ts';
import { decodeBundle, encodeBundle, parseTilePath, tilePath, tilesOf } from './tiles.ts';
import { formatProof, splitProofs, verifyProof } from './tlog-proof.ts';

const signer = { name: 'example.com/log', seed: new Uint8Array(32).fill(7) };
const key = keyOf(signer);

describe('a signed note', () => {
  // The example of golang.org/x/mod/sumdb/note.
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line =
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

  test('of another implementation is verified, and not once a byte of it was changed', () => {
    const peter = parseKey(vkey)!;
    expect(formatKey(peter)).toBe(vkey);
    expect(isSignedWith(parseNote(`${text}\n${line}`)!, peter)).toBe(true);
    expect(isSignedWith(parseNote(`${text.replace('your', 'my')}\n${line}`)!, peter)).toBe(false);
    expect(isSignedWith(parseNote(`${text}\n${line}`)!, key)).toBe(false);
  });

  test.each([
    ['no blank line', `${text}${line}`],
    ['no signature', `${text}\n`],
    ['a control character', `a\tb\n\n${line}`],
    ['no newline at its end', `${text}\n${line.trimEnd()}`],
    ['a signature that is no base64', `${text}\n— PeterNeumann x08go*\n`],
  ])('is none with %s', (_, note) => {
    expect(parseNote(note)).toBeUndefined();
  });

  test.each([`${vkey}A`, vkey.replace('c74f20a3', 'c74f20a4'), vkey.replace('Peter', 'Pater'), ''])(
    'has no key in %j',
    (wrong) => {
      expect(parseKey(wrong)).toBeUndefined();
    },
  );
});

describe('a checkpoint', () => {
  const root = rootOf([leafHash(Uint8Array.of(1))]);
  const signed = signCheckpoint({ size: 1, root }, signer);

  test('is three lines, signed by the log under its origin', () => {
    expect(signed.split('\n').slice(0, 3)).toEqual(['example.com/log', '1', base64.encode(root)]);
    expect(openCheckpoint(signed, key)).toEqual({ origin: 'example.com/log', size: 1, root });
  });

  test('of another size, of another log or signed by another key is not believed', () => {
    expect(openCheckpoint(signed.replace('\n1\n', '\n2\n'), key)).toBeUndefined();
    expect(openCheckpoint(signed, { ...key, name: 'example.com/other' })).toBeUndefined();
    expect(openCheckpoint(signed, keyOf({ ...signer, seed: new Uint8Array(32).fill(8) }))).toBeUndefined();
  });

  test.each([['01'], ['-1'], ['1e3'], ['99999999999999999999']])('has no size of %s', (size) => {
    expect(parseCheckpoint(signed.replace('\n1\n', `\n${size}\n`))).toBeUndefined();
  });
});

describe('tiles', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 1_234_067, width: 17 }, 'tile/1/x001/x234/067.p/17'],
    [{ level: 'entries' as const, index: 273, width: 112 }, 'tile/entries/273.p/112'],
  ])('%j is at %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    'tile/00/000',
    'tile/64/000',
    'tile/0/1',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/../000',
    'tile/data/000',
  ])('there is none at %s', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test('of a tree of 70,000 are those of the specification', () => {
    const tiles = tilesOf(70_000).filter(({ level }) => level !== 'entries');
    const at = (level: number, isFull: boolean): number =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === isFull).length;
    expect([at(0, true), at(0, false), at(1, true), at(1, false), at(2, false)]).toEqual([273, 1, 1, 1, 1]);
    expect(tiles.filter(({ width }) => width !== 256).map(({ width }) => width)).toEqual([112, 17, 1]);
    expect(tilesOf(256).filter(({ level }) => level === 1)).toEqual([{ level: 1, index: 0, width: 1 }]);
  });

  test('a bundle gives its entries back, and nothing once it was cut', () => {
    const entries = [new Uint8Array(), Uint8Array.of(1, 2), new Uint8Array(65_535).fill(3)];
    const bundle = encodeBundle(entries);
    expect(decodeBundle(bundle)).toEqual(entries);
    expect(decodeBundle(bundle.subarray(0, -1))).toBeUndefined();
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow('65536');
  });
});

describe('a proof as a file', () => {
  const entries = [10, 11, 12, 13, 14].map((n) => Uint8Array.of(n));
  const leaves = entries.map(leafHash);
  const checkpoint = signCheckpoint({ size: 5, root: rootOf(leaves) }, signer);
  const proofOf = async (index: number): Promise<string> => {
    const path = await inclusionProof(async (_, start, count) => leaves.slice(start, start + count), index, 5);
    return formatProof({ index, path, checkpoint, entry: entries[index]! });
  };

  test('shows its entry, alone or with others in one file', async () => {
    const file = (await proofOf(1)) + (await proofOf(4));
    const found = splitProofs(file).map((text) => verifyProof(text, key));
    expect(found.map((check) => check.ok && [check.index, check.entry])).toEqual([
      [1, entries[1]],
      [4, entries[4]],
    ]);
  });

  test('shows nothing with another entry, place, path or checkpoint', async () => {
    const proof = await proofOf(1);
    const other = signCheckpoint({ size: 5, root: leaves[0]! }, signer);
    for (const wrong of [
      proof.replace(base64.encode(entries[1]!), base64.encode(entries[2]!)),
      proof.replace('index 1', 'index 2'),
      proof.replace(base64.encode(leaves[0]!), base64.encode(leaves[3]!)),
      proof.replace(checkpoint, other),
      proof.replace('\n5\n', '\n6\n'),
      proof.replace('index 1\n', ''),
      proof.replace('tlog-proof@v1', 'tlog-proof@v2'),
    ]) {
      expect(wrong).not.toBe(proof);
      expect(verifyProof(wrong, key).ok).toBe(false);
    }
  });
});
