import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type Moment, oneMoment } from './one-moment.ts';

const root = mkdtempSync(join(tmpdir(), 'istsi-moment-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function contentOf({ files }: Moment, path: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of files.find((file) => file.path === path)!.content()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A ledger, and a memory that follows it: each line of `b` is of one of `a`. Both are larger than what is read at once. */
const WRITER = `
  const { appendFileSync, writeFileSync } = require('node:fs');
  for (const name of ['a', 'b']) writeFileSync(name, 'x'.repeat(2_000_000));
  writeFileSync('ready', '');
  const write = () => {
    for (let n = 0; n < 20; n += 1) for (const name of ['a', 'b']) { appendFileSync(name, '+'); writeFileSync('head', name); }
    setTimeout(write, 120);
  };
  write();`;

test('files that others go on writing are as one moment had them', async () => {
  const directory = join(root, 'written');
  mkdirSync(directory);
  const writer = spawn(process.execPath, ['-e', WRITER], { cwd: directory, stdio: 'inherit' });
  try {
    while (!existsSync(join(directory, 'ready'))) await sleep(20);
    for (let n = 0; n < 5; n += 1) {
      const moment = await oneMoment(directory);
      const [a, b] = [(await contentOf(moment, 'a')).length, (await contentOf(moment, 'b')).length];
      expect(a - b, 'of a moment at which both stood still').toBeOneOf([0, 1]);
      moment.close();
    }
  } finally {
    writer.kill('SIGKILL');
  }
});

test('the key of governance, locks, logs and the cluster are left out; a link is refused', async () => {
  const directory = join(root, 'parts');
  const put = (path: string) => {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), path);
  };
  const kept = [
    'keys.json',
    'signer-1/keystore.json',
    'signer-1/policy.log',
    'signer-1/policy.log.head',
    'stellar/network.json',
  ];
  const leftOut = [
    'governance.json',
    'up.lock',
    'stellar/lock',
    'logs/services.log',
    'database/data-18/PG_VERSION',
    'services.json',
  ];
  for (const path of [...kept, ...leftOut, 'signer-1/config.json', 'keys.json.77.new']) put(path);
  const moment = await oneMoment(directory);
  expect(moment.files.map(({ path }) => path)).toEqual(kept);
  expect(await contentOf(moment, 'keys.json')).toBe('keys.json');
  moment.close();
  symlinkSync('/etc/hostname', join(directory, 'linked'));
  await expect(oneMoment(directory)).rejects.toThrow(/linked.*no file/);
});
