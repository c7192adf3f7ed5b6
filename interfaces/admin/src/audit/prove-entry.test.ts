import {
  type AuditEntry,
  encodeBundle,
  encodeEntry,
  formatKey,
  keyOf,
  leafHash,
  type ReadFile,
  rootOf,
  signCheckpoint,
  tilePath,
} from '@istsi/audit-log';
import { describe, expect, test } from 'vitest';
import { proveEntry } from './prove-entry.ts';

const signer = { name: 'istsi.test/audit', seed: new Uint8Array(32).fill(7) };
const other = { ...signer, seed: new Uint8Array(32).fill(8) };
const key = formatKey(keyOf(signer));

const entryOf = (place: number): AuditEntry => ({
  ...{ v: 1, at: '2026-11-29T12:00:00.000Z', action: 'deposit.minted', actor: 'system', reason: `number ${place}` },
  ...{ correlation_id: null, request_id: null, operation: null, user: null, kyc: null, compliance: null },
  ...{ changes: { state: 'minted', a: place }, error: null, source: null },
});

/** The files of a log of so many entries: one partial tile is all of it. */
function logOf(size: number, by = signer, of = entryOf): ReadFile & { checkpoint: string } {
  const entries = Array.from({ length: size }, (_, place) => encodeEntry(of(place)));
  const leaves = entries.map(leafHash);
  const checkpoint = signCheckpoint({ size, root: rootOf(leaves) }, by);
  const files = new Map<string, Uint8Array>([
    ['checkpoint', new TextEncoder().encode(checkpoint)],
    [tilePath({ level: 0, index: 0, width: size }), Uint8Array.from(leaves.flatMap((leaf) => [...leaf]))],
    [tilePath({ level: 'entries', index: 0, width: size }), encodeBundle(entries)],
  ]);
  return Object.assign((path: string) => Promise.resolve(files.get(path)), { checkpoint });
}

const ask = (read: ReadFile, given: Partial<Parameters<typeof proveEntry>[0]> = {}) =>
  proveEntry({ read, key, entry: entryOf(4), index: 4, remembered: null, ...given });

test('an entry that the log signed is proved, and whatever order its fields came in', async () => {
  const { changes, ...rest } = entryOf(4);
  const shuffled = { changes: { a: 4, ...changes }, ...rest } as AuditEntry;
  expect(await ask(logOf(9), { entry: shuffled })).toMatchObject({ ok: true, size: 9 });
});

describe('a service that shows something else than the log has does not get it proved', () => {
  const lied: AuditEntry = { ...entryOf(4), actor: 'somebody else' };
  test.each<[string, () => ReturnType<typeof ask>, string]>([
    ['an entry that was changed', () => ask(logOf(9), { entry: lied }), 'not-in-it'],
    ['an entry at another place', () => ask(logOf(9), { index: 5 }), 'not-in-it'],
    ['an entry that is not signed yet', () => ask(logOf(4)), 'is-later'],
    ['a log of another key', () => ask(logOf(9, other)), 'not-signed'],
    ['no key', () => ask(logOf(9), { key: 'nothing' }), 'no-key'],
    ['no checkpoint', () => ask(() => Promise.resolve(undefined)), 'no-checkpoint'],
    ['a log that became shorter', () => ask(logOf(6), { remembered: logOf(9).checkpoint }), 'rewritten'],
    [
      'a log that was made anew, the entry in it',
      () =>
        ask(
          logOf(9, signer, (place) => (place === 1 ? lied : entryOf(place))),
          { remembered: logOf(6).checkpoint },
        ),
      'rewritten',
    ],
  ])('%s', async (_, proof, why) => {
    expect(await proof()).toEqual({ ok: false, why });
  });

  test('a log that only grew is the one of before', async () => {
    expect(await ask(logOf(9), { remembered: logOf(6).checkpoint })).toMatchObject({ ok: true });
  });

  test('tiles that are missing prove nothing', async () => {
    const read = logOf(9);
    const partial: ReadFile = (path) => (path === 'checkpoint' ? read(path) : Promise.resolve(undefined));
    expect(await ask(partial)).toEqual({ ok: false, why: 'no-files' });
  });

  test('tiles that could not be read are no tiles that are missing', async () => {
    const read = logOf(9);
    const cut: ReadFile = (path) => (path === 'checkpoint' ? read(path) : Promise.reject(new Error('503')));
    await expect(ask(cut)).rejects.toThrow('503');
    await expect(ask(cut, { remembered: logOf(6).checkpoint })).rejects.toThrow('503');
  });
});
