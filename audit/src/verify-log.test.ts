import { beforeAll, describe, expect, test } from 'vitest';
import { type Anchor, decodeAnchor, encodeAnchor } from './anchor.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { type AuditEntry, encodeEntry } from './entry.ts';
import { hashOfRange, leafHash, rootOf } from './merkle.ts';
import { keyOf } from './signed-note.ts';
import { encodeBundle, type ReadFile, tilePath, tilesOf } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

const signer = { name: 'example.com/log', seed: new Uint8Array(32).fill(7) };
const key = keyOf(signer);

function entryOf(n: number): Uint8Array {
  const entry: AuditEntry = {
    ...{ v: 1, at: new Date(1_700_000_000_000 + n).toISOString(), action: 'deposit.minted', actor: 'system' },
    ...{ reason: null, correlation_id: String(n), request_id: null, operation: null, user: null, kyc: null },
    ...{ compliance: null, changes: { n }, error: null, source: null },
  };
  return encodeEntry(entry);
}

/** A log as files, which are named as of a tree of `size`; `leaves` where the tiles are not those of the entries. */
async function filesOf(
  entries: readonly Uint8Array[],
  { leaves = entries.map(leafHash), size = leaves.length }: { leaves?: Uint8Array[]; size?: number } = {},
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const below = async (level: number, start: number, count: number): Promise<Uint8Array[]> => {
    const span = 256 ** level;
    const there = Math.min(count, Math.floor(leaves.length / span) - start);
    return Array.from({ length: Math.max(0, there) }, (_, i) =>
      rootOf(leaves.slice((start + i) * span, (start + i + 1) * span)),
    );
  };
  for (const tile of tilesOf(size)) {
    const [from, to] = [tile.index * 256, tile.index * 256 + tile.width];
    const isLast = tile.level === 'entries' && to === size;
    files.set(
      tilePath(tile),
      tile.level === 'entries'
        ? encodeBundle(entries.slice(from, isLast ? undefined : to))
        : new Uint8Array((await below(tile.level, from, tile.width)).flatMap((hash) => [...hash])),
    );
  }
  const root = await hashOfRange(below, 0, leaves.length);
  const checkpoint = signCheckpoint({ size: leaves.length, root }, signer);
  return files.set('checkpoint', new TextEncoder().encode(checkpoint));
}

const reading =
  (files: ReadonlyMap<string, Uint8Array>): ReadFile =>
  async (path) =>
    files.get(path);

const SIZE = 300;
const entries = Array.from({ length: SIZE }, (_, n) => entryOf(n));
let files: Map<string, Uint8Array>;
beforeAll(async () => {
  files = await filesOf(entries);
});

type Tampering = (list: Uint8Array[]) => Uint8Array[];
const tamperings: [string, Tampering, { code: string; index: number }][] = [
  ['edited', (list) => list.with(150, entryOf(9_999)), { code: 'edited', index: 150 }],
  ['deleted', (list) => list.toSpliced(150, 1), { code: 'deleted', index: 150 }],
  ['inserted', (list) => list.toSpliced(150, 0, entryOf(9_999)), { code: 'inserted', index: 150 }],
  ['reordered', (list) => list.with(10, list[280]!).with(280, list[10]!), { code: 'reordered', index: 10 }],
  ['truncated', (list) => list.slice(0, 150), { code: 'truncated', index: 150 }],
];

describe('a log', () => {
  test('that is as it was signed has nothing to be said', async () => {
    const { findings, checkpoint } = await verifyLog({ read: reading(files), key, copy: reading(files) });
    expect(findings).toEqual([]);
    expect(checkpoint?.size).toBe(SIZE);
  });

  test.each(tamperings)('with an entry %s is named by its tiles', async (_, tamper, expected) => {
    const tampered = await filesOf(tamper(entries), { leaves: entries.map(leafHash) });
    const { findings } = await verifyLog({ read: reading(tampered), key });
    expect(findings[0]).toMatchObject(expected);
  });

  test.each(tamperings)(
    'with an entry %s and tiles made anew does not fit its checkpoint, and a copy names it',
    async (_, tamper, expected) => {
      const forged = await filesOf(tamper(entries), { size: SIZE });
      forged.set('checkpoint', files.get('checkpoint')!);
      const { findings } = await verifyLog({ read: reading(forged), key, copy: reading(files) });
      expect(findings.map(({ code }) => code)).toContain('root-differs');
      expect(findings).toContainEqual(expect.objectContaining(expected));
    },
  );

  test.each(tamperings)(
    'with an entry %s that its own key signed anew is told by a checkpoint that was kept',
    async (_, tamper, { code }) => {
      const resigned = await filesOf(tamper(entries));
      const remembered = new TextDecoder().decode(files.get('checkpoint'));
      const { findings } = await verifyLog({ read: reading(resigned), key, remembered });
      const isShorter = code === 'truncated' || code === 'deleted';
      expect(findings[0]?.code).toBe(isShorter ? 'truncated' : 'rewritten');
    },
  );

  test.each(tamperings)(
    'with an entry %s that its own key signed anew is told by what is written on Stellar',
    async (_, tamper, { code }) => {
      const resigned = await filesOf(tamper(entries));
      const { findings } = await verifyLog({ read: reading(resigned), key, anchor: await anchored() });
      const isShorter = code === 'truncated' || code === 'deleted';
      expect(findings[0]?.code).toBe(isShorter ? 'truncated' : 'rewritten');
    },
  );

  test('that continues what is written on Stellar is sound, and no other is', async () => {
    const read = reading(await filesOf([...entries, entryOf(SIZE)]));
    expect((await verifyLog({ read, key, anchor: await anchored() })).findings).toEqual([]);
    const elsewhere = await anchored('example.com/another');
    expect((await verifyLog({ read, key, anchor: elsewhere })).findings).toMatchObject([{ code: 'other-log' }]);
    expect((await verifyLog({ read, key, anchor: 'none' })).findings).toMatchObject([{ code: 'not-anchored' }]);
  });

  test('that grew is what it was, and more', async () => {
    const grown = await filesOf([...entries, entryOf(SIZE)]);
    const remembered = new TextDecoder().decode(files.get('checkpoint'));
    const verification = await verifyLog({ read: reading(grown), key, remembered, copy: reading(files) });
    expect(verification.findings).toEqual([]);
  });

  test.each(tamperings.filter(([name]) => name !== 'truncated'))(
    'that grew with an entry %s is told by a copy from before',
    async (_, tamper, expected) => {
      const grown = await filesOf([...tamper(entries), ...[1, 2, 3, 4, 5].map((n) => entryOf(SIZE + n))]);
      const { findings } = await verifyLog({ read: reading(grown), key, copy: reading(files) });
      expect(findings).toEqual([expect.objectContaining(expected)]);
    },
  );

  test.each<[string, (files: Map<string, Uint8Array>) => void, string]>([
    ['without a checkpoint', (f) => f.delete('checkpoint'), 'no-checkpoint'],
    ['whose checkpoint another key signed', (f) => f.set('checkpoint', other), 'not-signed'],
    ['that is another one', (f) => f.set('checkpoint', otherLog), 'other-log'],
    ['without a tile', (f) => f.delete('tile/0/001.p/44'), 'missing-file'],
    ['without a bundle', (f) => f.delete('tile/entries/001.p/44'), 'missing-file'],
    ['with a tile that was cut', (f) => f.set('tile/0/001.p/44', f.get('tile/0/001.p/44')!.subarray(1)), 'bad-file'],
    [
      'with a bundle that was cut',
      (f) => f.set('tile/entries/001.p/44', f.get('tile/entries/001.p/44')!.subarray(1)),
      'bad-file',
    ],
    ['with another hash above', (f) => f.set('tile/1/000.p/1', f.get('tile/0/000')!.subarray(0, 32)), 'tile-differs'],
  ])('%s is told so', async (_, damage, code) => {
    const damaged = new Map(files);
    damage(damaged);
    const { findings } = await verifyLog({ read: reading(damaged), key });
    expect(findings.map((finding) => finding.code)).toContain(code);
  });
});

describe('a source that fails', () => {
  const failing =
    (of: ReadonlyMap<string, Uint8Array>, fails: (path: string) => boolean): ReadFile =>
    async (path) => {
      if (fails(path)) throw new Error('connect ECONNREFUSED');
      return of.get(path);
    };
  const remembered = (): string => new TextDecoder().decode(files.get('checkpoint'));
  test.each([
    ['at the checkpoint', 'checkpoint'],
    ['at entries', 'tile/entries/000'],
    ['at hashes', 'tile/0/000'],
    ['at the last hashes', 'tile/0/001.p/44'],
    ['above them', 'tile/1/000.p/1'],
  ])('%s is told as one that could not be read, and accuses nobody', async (_, at) => {
    const read = failing(
      await filesOf([...entries, entryOf(SIZE)]).then((grown) => new Map([...grown, ...files])),
      (path) => path === at,
    );
    const { findings } = await verifyLog({
      read,
      key,
      remembered: remembered(),
      anchor: await anchored(),
      copy: reading(files),
    });
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['not-read']));
    expect(findings[0]?.message).toBe(`${at} could not be read: connect ECONNREFUSED`);
  });

  test('after the whole log was read is not one that was rewritten', async () => {
    const asked = new Map<string, number>();
    const again = failing(files, (path) => {
      asked.set(path, (asked.get(path) ?? 0) + 1);
      return path.startsWith('tile/') && asked.get(path) === 2;
    });
    const { findings } = await verifyLog({ read: again, key, remembered: remembered() });
    expect(findings).toEqual([{ code: 'not-read', message: expect.stringContaining('could not be read') }]);
  });

  test('hides nothing that was seen elsewhere', async () => {
    const resigned = await filesOf(entries.with(10, entryOf(9_999)));
    const read = failing(resigned, (path) => path.startsWith('tile/entries'));
    const { findings } = await verifyLog({ read, key, remembered: remembered() });
    expect(findings.map(({ code }) => code)).toEqual(['not-read', 'rewritten']);
  });

  test('where the copy is, is told of the copy', async () => {
    const copy = failing(files, (path) => path === 'tile/entries/001.p/44');
    const { findings } = await verifyLog({ read: reading(files), key, copy });
    expect(findings).toEqual([{ code: 'not-read', message: expect.stringMatching(/^of the copy: /) }]);
  });
});

async function anchored(origin = signer.name): Promise<Anchor> {
  const { checkpoint } = await verifyLog({ read: reading(files), key });
  const bytes = encodeAnchor({ ...checkpoint!, origin });
  expect(bytes).toHaveLength(64);
  expect(decodeAnchor(bytes.subarray(1))).toBeUndefined();
  return decodeAnchor(bytes)!;
}

const empty = { size: 0, root: rootOf([]) };
const bytesOf = (name: string, seed: number): Uint8Array =>
  new TextEncoder().encode(signCheckpoint(empty, { name, seed: new Uint8Array(32).fill(seed) }));
const other = bytesOf(signer.name, 8);
const otherLog = bytesOf('example.com/another', 7);

describe('witnesses', () => {
  const witness = { name: 'example.com/w1', seed: new Uint8Array(32).fill(8) };
  const quorum = { keys: [keyOf(witness)], atLeast: 1 };
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  const cosigned = (of: Map<string, Uint8Array>): { files: Map<string, Uint8Array>; note: string } => {
    const signed = text(of.get('checkpoint'));
    const note = signed + cosign(signed, witness, new Date());
    return { files: new Map(of).set('checkpoint', new TextEncoder().encode(note)), note };
  };
  const codes = async (options: Partial<Parameters<typeof verifyLog>[0]>): Promise<string[]> =>
    (await verifyLog({ read: reading(files), key, quorum, ...options })).findings.map(({ code }) => code);

  test('that cosigned it are content', async () => {
    const { files: published, note } = cosigned(files);
    const witnessed = [{ witness: keyOf(witness), note }];
    expect(await codes({ read: reading(published), witnessed })).toEqual([]);
  });

  test('that did not are named', async () => {
    expect(await codes({})).toEqual(['not-witnessed']);
    const { files: another } = cosigned(await filesOf(entries.slice(0, 200)));
    const claimed = new Map(files).set('checkpoint', another.get('checkpoint')!);
    expect(await codes({ read: reading(claimed) })).toContain('missing-file');
  });

  test('know a log that its own key wrote anew, whoever else holds that key', async () => {
    const { note } = cosigned(files);
    const witnessed = [{ witness: keyOf(witness), note }];
    const anew = await filesOf([...entries.slice(0, 100), ...entries.slice(101), entryOf(1), entryOf(2)]);
    expect(await codes({ read: reading(anew), witnessed })).toEqual(['not-witnessed', 'rewritten']);
    const cut = await filesOf(entries.slice(0, 200));
    expect(await codes({ read: reading(cut), witnessed })).toEqual(['not-witnessed', 'truncated']);
  });

  test('may have cosigned more than is published yet', async () => {
    const short = cosigned(await filesOf(entries.slice(0, 200))).files;
    const { note } = cosigned(files);
    const both = new Map([...files, ...short]);
    expect(await codes({ read: reading(both), witnessed: [{ witness: keyOf(witness), note }] })).toEqual([]);
  });

  test('that show what they did not sign accuse nobody of more', async () => {
    const { files: published } = cosigned(files);
    const witnessed = [{ witness: keyOf(witness), note: text(files.get('checkpoint')) }];
    expect(await codes({ read: reading(published), witnessed })).toEqual(['not-witnessed']);
  });
});
