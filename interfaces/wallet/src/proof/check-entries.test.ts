import {
  type AuditEntry,
  encodeEntry,
  formatKey,
  formatProof,
  inclusionProof,
  keyOf,
  leafHash,
  rootOf,
  signCheckpoint,
} from '@istsi/audit-log';
import { expect, test } from 'vitest';
import { checkEntries } from './check-entries.ts';

const signer = { name: 'istsi.test/audit', seed: new Uint8Array(32).fill(7) };
const key = formatKey(keyOf(signer));
const [operation, other] = ['aa'.repeat(32), 'bb'.repeat(32)];

const entryOf = (place: number): AuditEntry => ({
  ...{ v: 1, at: '2026-11-29T12:00:00.000Z', action: `deposit.step-${place}`, actor: 'system', reason: null },
  ...{ correlation_id: place % 2 === 0 ? operation : other, request_id: null, operation: null, user: null, kyc: null },
  ...{ compliance: null, changes: null, error: null, source: null },
});

const entries = Array.from({ length: 9 }, (_, place) => encodeEntry(entryOf(place)));
const leaves = entries.map(leafHash);

/** As the API gives it: of several entries, one after another. */
async function proofOf(places: readonly number[], by = signer, entryAt = (place: number) => entries[place]!) {
  const checkpoint = signCheckpoint({ size: leaves.length, root: rootOf(leaves) }, by);
  let text = '';
  for (const index of places) {
    const read = (_: number, start: number, count: number) => Promise.resolve(leaves.slice(start, start + count));
    const path = await inclusionProof(read, index, leaves.length);
    text += formatProof({ index, path, checkpoint, entry: entryAt(index) });
  }
  return text;
}

test('the entries of an operation are proved, each by its place', async () => {
  expect(checkEntries({ text: await proofOf([2, 8]), key, operation })).toEqual({
    ...{ ok: true, size: 9, log: 'istsi.test/audit' },
    entries: [2, 8].map((index) => ({ index, action: `deposit.step-${index}`, at: '2026-11-29T12:00:00.000Z' })),
  });
});

test('nothing is proved where one of them is not as it should be', async () => {
  const ask = (text: string, by = key) => checkEntries({ text, key: by, operation });
  const lied = (place: number) => encodeEntry({ ...entryOf(place), action: 'deposit.refused' });
  expect(ask(await proofOf([2, 4], signer, lied))).toMatchObject({ ok: false, why: 'not-in-it' });
  expect(ask(await proofOf([2], { ...signer, seed: new Uint8Array(32).fill(8) }))).toMatchObject({ why: 'not-in-it' });
  expect(ask(await proofOf([2, 3]))).toEqual({ ok: false, why: 'of-another', reason: '#3' });
  expect(ask((await proofOf([2])).replace('index 2', 'index 3'))).toMatchObject({ why: 'not-in-it' });
  for (const text of ['', 'c2sp.org/tlog-proof@v1\n', `${await proofOf([2])}c2sp.org/tlog-proof@v1\n`])
    expect(ask(text)).toMatchObject({ ok: false, why: 'not-in-it' });
  expect(ask(await proofOf([2]), 'no key')).toMatchObject({ ok: false, why: 'no-key' });
});
