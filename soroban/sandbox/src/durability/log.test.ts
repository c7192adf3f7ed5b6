import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { XdrReader } from '../xdr-reader.ts';
import { scanFrames } from './frames.ts';
import { encodePending } from './ledger-record.ts';
import { GROUP, LOG_MAGIC, LogWriter } from './log.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'istsi-log-'));
  path = join(directory, 'log');
});
afterEach(() => rmSync(directory, { recursive: true }));

const record = (text: string) => encodePending(Buffer.from(text));
const frames = () => scanFrames(readFileSync(path), LOG_MAGIC.length).payloads;

test('records that arrive together are one frame, in order', async () => {
  const log = await LogWriter.open(path, 0);
  await Promise.all(['a', 'b', 'c', 'd'].map((text) => log.append(record(text))));
  await log.close();

  const [first, rest] = frames();
  expect(first).toEqual(Buffer.from(record('a')));
  expect(rest!.readUInt32BE(0)).toBe(GROUP);
  expect(new XdrReader(rest!.subarray(4)).opaques()).toEqual(['b', 'c', 'd'].map((text) => Buffer.from(record(text))));
});

test('a log that is opened again goes on after its sound part', async () => {
  const first = await LogWriter.open(path, 0);
  await first.append(record('kept'));
  const kept = first.bytes;
  await first.append(record('cut off'));
  await first.close();

  const second = await LogWriter.open(path, kept);
  await second.append(record('added'));
  await second.close();
  expect(frames()).toEqual(['kept', 'added'].map((text) => Buffer.from(record(text))));
});

test('after a write has failed nothing is promised any more', async () => {
  const log = await LogWriter.open(path, 0);
  await log.append(record('kept'));
  await log.close();
  await expect(log.append(record('lost'))).rejects.toThrow();
  await expect(log.append(record('lost too'))).rejects.toThrow();
  expect(frames()).toEqual([Buffer.from(record('kept'))]);
});
