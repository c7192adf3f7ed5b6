import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logPath, openLog, turnLog } from './part-logs.ts';

let directory: string;
let path: string;
let part: ChildProcess;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'istsi-logs-'));
  path = logPath(directory, 'signer 1');
  const output = openLog(path);
  // It writes what it is told to into the file that it was given, and says when it has.
  const told = `process.on('message', (line) => { require('node:fs').writeSync(1, line + '\\n'); process.send('written'); })`;
  part = spawn(process.execPath, ['-e', told], { stdio: ['ignore', output, output, 'ipc'] });
  if (typeof output === 'number') closeSync(output);
});
afterEach(() => {
  part.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

const write = (line: string): Promise<void> =>
  new Promise((resolve) => {
    part.once('message', () => resolve());
    part.send(line);
  });
const linesIn = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

test('a log is begun anew while its part goes on writing: both have whole lines, and none is missing', async () => {
  for (let n = 0; n < 20; n += 1) await write(`{"line":${n}}`);
  turnLog(path, 100);
  for (let n = 20; n < 25; n += 1) await write(`{"line":${n}}`);
  const lines = [...linesIn(`${path}.1`), ...linesIn(path)].map((line) => (JSON.parse(line) as { line: number }).line);
  expect(lines).toEqual(Array.from({ length: 25 }, (_, n) => n));
  expect(linesIn(path)).toHaveLength(5);
  expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
});

test('the one before is the only one that is kept, and a small log is left alone', async () => {
  await write('x'.repeat(200));
  turnLog(path, 100);
  await write('y'.repeat(200));
  turnLog(path, 100);
  expect(readFileSync(`${path}.1`, 'utf8')).toBe(`${'y'.repeat(200)}\n`);
  await write('z');
  turnLog(path, 100);
  expect(readFileSync(path, 'utf8')).toBe('z\n');
  expect(existsSync(`${path}.2`)).toBe(false);
});

test('a log that is not there is no failure', () => {
  expect(() => turnLog(join(directory, 'nobody.log'), 1)).not.toThrow();
});
