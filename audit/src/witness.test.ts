import { createPublicKey, verify } from 'node:crypto';
import { base64 } from '@scure/base';
import { expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, cosignatureOf, cosignedAt, missingWitnesses, withCosignature } from './cosignature.ts';
import { consistencyProof, leafHash, type ReadHashes, rootOf } from './merkle.ts';
import { formatKey, keyOf, parseKey } from './signed-note.ts';
import { formatAddCheckpoint, judgeAddCheckpoint, parseAddCheckpoint, witnessedPath } from './witness.ts';

const log = { name: 'example.com/log', seed: new Uint8Array(32).fill(7) };
const witness = { name: 'example.com/w1', seed: new Uint8Array(32).fill(8) };
const other = { name: 'example.com/w2', seed: new Uint8Array(32).fill(9) };
const at = new Date('2026-01-02T03:04:05Z');

const leaves = (count: number, salt = 0): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i, salt)));
const noteOf = (tree: Uint8Array[], signer = log): string =>
  signCheckpoint({ size: tree.length, root: rootOf(tree) }, signer);
const reading =
  (tree: Uint8Array[]): ReadHashes =>
  async (level, start, count) =>
    level === 0 ? tree.slice(start, start + count) : [];
const opened = (note: string) => openCheckpoint(note, keyOf(log));

test('a cosignature is what C2SP tlog-cosignature says, to whoever knows nothing of this code', () => {
  const note = noteOf(leaves(5));
  const line = cosign(note, witness, at);
  const [, name, text] = /^— (\S+) (\S+)\n$/.exec(line) ?? [];
  const bytes = Buffer.from(base64.decode(text!));
  const { publicKey } = keyOf(witness);
  const vkey = parseKey(formatKey(keyOf(witness), 'cosignature'), 'cosignature');
  expect([name, bytes.length, vkey]).toEqual(['example.com/w1', 4 + 8 + 64, keyOf(witness)]);
  expect(formatKey(keyOf(witness), 'cosignature').split('+')[1]).toBe(bytes.subarray(0, 4).toString('hex'));
  expect(bytes.readBigUInt64BE(4)).toBe(BigInt(at.getTime() / 1_000));
  const message = `cosignature/v1\ntime 1767323045\n${note.slice(0, note.indexOf('\n\n') + 1)}`;
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from(message), key, bytes.subarray(12))).toBe(true);
});

test('a key of a log is none of a witness, and the other way round', () => {
  expect(parseKey(formatKey(keyOf(log)), 'cosignature')).toBeUndefined();
  expect(parseKey(formatKey(keyOf(log), 'cosignature'))).toBeUndefined();
});

test('only what the witness signed of this very checkpoint counts', () => {
  const [note, another] = [noteOf(leaves(5)), noteOf(leaves(6))];
  const line = cosign(note, witness, at);
  expect(cosignedAt(note + line, keyOf(witness))).toBe(1_767_323_045n);
  expect(cosignatureOf(note + cosign(note, other, at) + line, keyOf(witness))).toBe(line);
  expect(cosignedAt(another + line, keyOf(witness))).toBeUndefined();
  expect(cosignedAt(note + line, keyOf(other))).toBeUndefined();
  expect(cosignedAt(note, keyOf(witness))).toBeUndefined();
  const bad = cosign(another, witness, at);
  expect(cosignedAt(note + line + bad, keyOf(witness))).toBeUndefined();
  // The log's own signature stays good with others below it, and those of strangers are left away.
  const kept = withCosignature(note + cosign(note, other, at), keyOf(log), line);
  expect([opened(kept)?.size, kept.includes('w2')]).toEqual([5, false]);
});

test('a quorum names whose word is missing', () => {
  const note = noteOf(leaves(5));
  const keys = [witness, other].map(keyOf);
  const signed = note + cosign(note, witness, at);
  expect(missingWitnesses(signed, { keys, atLeast: 1 })).toEqual([]);
  expect(missingWitnesses(signed, { keys, atLeast: 2 }).map(({ name }) => name)).toEqual(['example.com/w2']);
});

test('a request is read as it was written, and nothing else is one', () => {
  const request = { old: 20_852_014, proof: leaves(3), checkpoint: noteOf(leaves(5)) };
  const body = formatAddCheckpoint(request);
  expect(parseAddCheckpoint(body)).toEqual(request);
  const refused = [
    body.replace('old 2', 'old 02'),
    body.replace('old ', 'new '),
    body.replace('\n\n', '\n'),
    body.replace('old', ' old'),
    `old 0\n${'A'.repeat(43)}\n\n${request.checkpoint}`,
    formatAddCheckpoint({ ...request, proof: leaves(64) }),
    '',
  ];
  expect(refused.map(parseAddCheckpoint)).toEqual(refused.map(() => undefined));
  expect(witnessedPath('')).toMatch(/^e3b0c442[0-9a-f]{56}\/checkpoint$/);
});

const before = leaves(5);
const grown = leaves(9);
const cases: [string, { old: number; proof?: Uint8Array[]; note: string }, object][] = [
  ['that continues what was seen', { old: 5, note: noteOf(grown) }, { status: 200 }],
  ['that was seen already', { old: 5, proof: [], note: noteOf(before) }, { status: 200 }],
  ['from another size', { old: 4, note: noteOf(grown) }, { status: 409, size: 5 }],
  ['that is shorter', { old: 3, note: noteOf(leaves(4)) }, { status: 409, size: 5 }],
  ['that is shorter than it says to continue', { old: 5, proof: [], note: noteOf(leaves(4)) }, { status: 400 }],
  ['that was written anew', { old: 5, note: noteOf(leaves(9, 1)) }, { status: 422 }],
  [
    'of the same size with other entries',
    { old: 5, proof: [], note: noteOf(leaves(5, 1)) },
    { status: 422, isFork: true },
  ],
  ['with no proof', { old: 5, proof: [], note: noteOf(grown) }, { status: 422 }],
  ['of another log', { old: 5, note: noteOf(grown, other) }, { status: 404 }],
  ['of another key', { old: 5, note: noteOf(grown, { ...log, seed: other.seed }) }, { status: 403 }],
  ['that is none', { old: 0, note: 'nothing\n' }, { status: 400 }],
];
test.each(cases)('of a checkpoint %s a witness says what tlog-witness has it say', async (_, asked, verdict) => {
  const tree = asked.note === noteOf(leaves(9, 1)) ? leaves(9, 1) : grown;
  const proof = asked.proof ?? (await consistencyProof(reading(tree), asked.old, tree.length));
  const request = { old: asked.old, proof, checkpoint: asked.note };
  expect(judgeAddCheckpoint(request, keyOf(log), opened(noteOf(before)))).toMatchObject(verdict);
});

test('the first checkpoint needs no proof, and takes none', () => {
  const request = { old: 0, proof: [], checkpoint: noteOf(before) };
  expect(judgeAddCheckpoint(request, keyOf(log), undefined)).toMatchObject({ status: 200, checkpoint: { size: 5 } });
  expect(judgeAddCheckpoint({ ...request, proof: leaves(1) }, keyOf(log), undefined)).toMatchObject({ status: 422 });
  expect(judgeAddCheckpoint({ ...request, old: 3 }, keyOf(log), undefined)).toEqual({ status: 409, size: 0 });
});
