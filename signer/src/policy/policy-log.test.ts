import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createPolicyLog, openPolicyLog, type PolicyLog } from './policy-log.ts';
import type { PolicyRecord } from './policy-record.ts';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-policy-'));
const address = 'GSIGNER';
const limits = { mostSatsPerDay: 1_000n, mostPaymentsPerDay: 3 };
const HOUR_MS = 3_600_000;
let file: string;
let count = 0;
let time: number;

beforeEach(() => {
  file = path.join(dir, `${count++}.log`);
  time = Date.UTC(2026, 0, 1);
  createPolicyLog({ file, address });
});
afterAll(() => fs.rmSync(dir, { recursive: true }));

const open = (): Promise<PolicyLog> => openPolicyLog({ file, address, limits, now: () => new Date(time) });

async function using<T>(use: (log: PolicyLog) => T): Promise<T> {
  const log = await open();
  try {
    return use(log);
  } finally {
    log.close();
  }
}

const outpoint = `${'ab'.repeat(32)}:1`;
const deposit = (user: string, amountSats = 5n): PolicyRecord => ({ kind: 'deposit', outpoint, user, amountSats });
const spend = (
  kind: 'authorization' | 'signature',
  txid: string,
  inputs: string[],
  withdrawals: Record<string, bigint>,
  epoch = 0,
): PolicyRecord => ({
  ...{ kind, txid, inputs, feeSats: 7n, epoch },
  withdrawals: Object.entries(withdrawals).map(([id, amountSats]) => ({ id, amountSats })),
});
const lines = (): string[] => fs.readFileSync(file, 'utf8').trimEnd().split('\n');

describe('a policy log, closed and opened again', () => {
  test('remembers in which block an attested output was last, and reads lines that do not say', async () => {
    const at = (height: number): PolicyRecord => ({
      ...{ kind: 'deposit', outpoint, user: 'GALICE', amountSats: 5n },
      block: { height, hash: String(height).padStart(64, '0') },
    });
    await using((log) => expect(log.admit(deposit('GALICE'))).toBeUndefined());
    await using((log) => {
      expect(log.deposit(outpoint)?.block).toBeUndefined();
      for (const record of [at(7), at(7), at(9)]) expect(log.admit(record)).toBeUndefined();
    });
    await using((log) => expect(log.deposit(outpoint)?.block?.height).toBe(9));
    // The header, and one line for each of: no block, block 7, block 9.
    expect(lines()).toHaveLength(4);
  });

  test('attests an output for one user and amount, as often as asked, and for no other ever', async () => {
    await using((log) => {
      expect(log.admit(deposit('GALICE'))).toBeUndefined();
      expect(log.admit(deposit('GALICE'))).toBeUndefined();
      expect(log.admit(deposit('GMALLORY'))).toMatchObject({ code: 'attestation/conflict' });
    });
    await using((log) => {
      expect(log.admit(deposit('GALICE', 6n))).toMatchObject({ code: 'attestation/conflict' });
      expect(log.admit(deposit('GALICE'))).toBeUndefined();
    });
    expect(lines()).toHaveLength(2);
  });

  test('signs anew for a withdrawal when all that it signed for it can never confirm', async () => {
    const conflict = { code: 'attestation/unsafe-replacement' };
    await using((log) => {
      expect(log.admit(spend('signature', 'first', ['a'], { w: 9n }))).toBeUndefined();
      expect(log.admit(spend('signature', 'second', ['a', 'b'], { w: 9n }))).toBeUndefined();
      expect(log.admit({ kind: 'void', txid: 'first', by: 'theft' })).toBeUndefined();
      expect(log.admit(spend('signature', 'other', ['c'], { w: 9n }))).toMatchObject(conflict);
      expect(log.admit({ kind: 'void', txid: 'second', by: 'theft' })).toBeUndefined();
      expect(log.admit({ kind: 'void', txid: 'second', by: 'theft' })).toBeUndefined();
    });
    await using((log) => {
      expect(log.signedFor(['w'])).toEqual([]);
      expect(log.admit(spend('signature', 'other', ['c'], { w: 9n }))).toBeUndefined();
      expect(log.signedFor(['w']).map(({ txid }) => txid)).toEqual(['other']);
      expect(log.admit(spend('signature', 'third', ['d'], { w: 9n }))).toMatchObject(conflict);
    });
  });

  test('remembers sweeps of reclaim coins, which take nothing of its limits, and sends none to older keys', async () => {
    const sweep = (txid: string, epoch: number): PolicyRecord => ({
      ...{ kind: 'reclaim-sweep', txid, outpoint, index: 3, ownerKey: 'ab'.repeat(32) },
      ...{ amountSats: 1_000_000n, feeSats: 900n, epoch },
    });
    await using((log) => {
      for (const txid of ['first', 'second', 'third', 'fourth', 'fourth']) {
        expect(log.admit(sweep(txid, 0))).toBeUndefined();
      }
      expect(log.velocity()).toMatchObject({ sats: 0n, payments: 0 });
      expect(log.admit(sweep('fifth', 1))).toBeUndefined();
      // It says nothing about where the reserve is.
      expect(log.admit(spend('signature', 'payment', ['a'], { w: 9n }, 0))).toBeUndefined();
      expect(log.admit(spend('signature', 'moved', ['b'], { v: 9n }, 1))).toBeUndefined();
    });
    await using((log) => {
      expect(log.admit(sweep('late', 0))).toMatchObject({ code: 'attestation/proposal' });
      expect(log.admit(sweep('late', 1))).toBeUndefined();
    });
    // The header, four sweeps, the fifth, two payments, the last one.
    expect(lines()).toHaveLength(9);
  });

  test('lets only one of all transactions signed for a withdrawal confirm', async () => {
    await using((log) => {
      expect(log.admit(spend('signature', 'first', ['a', 'b'], { w: 9n }))).toBeUndefined();
      expect(log.admit(spend('signature', 'second', ['b', 'c'], { w: 9n }))).toBeUndefined();
    });
    await using((log) => {
      const refused = { code: 'attestation/unsafe-replacement' };
      expect(log.admit(spend('signature', 'third', ['c', 'd'], { w: 9n }))).toMatchObject(refused);
      // Each of these shares an input with both, but with no single one that keeps all three apart.
      expect(log.admit(spend('authorization', 'fourth', ['a', 'c'], { w: 9n }))).toMatchObject(refused);
      expect(log.admit(spend('signature', 'fifth', ['b', 'e'], { w: 9n, other: 1n }))).toBeUndefined();
      expect(log.signedTransactions()).toEqual(new Set(['first', 'second', 'fifth']));
    });
  });

  test('lets no more leave in 24 hours than its limits, each withdrawal counted once', async () => {
    await using((log) => {
      expect(log.admit(spend('authorization', 'one', ['a'], { w1: 600n }))).toBeUndefined();
      time += HOUR_MS;
      expect(log.admit(spend('authorization', 'two', ['b'], { w2: 401n }))).toMatchObject({
        code: 'attestation/velocity',
      });
      expect(log.admit(spend('authorization', 'two', ['b'], { w2: 400n }))).toBeUndefined();
    });
    await using((log) => {
      expect(log.admit(spend('signature', 'one', ['a'], { w1: 600n }))).toBeUndefined();
      time -= 48 * HOUR_MS;
      expect(log.admit(spend('signature', 'three', ['c'], { w3: 1n }))).toMatchObject({ code: 'attestation/velocity' });
      time += (48 + 23) * HOUR_MS;
      expect(log.admit(spend('signature', 'three', ['c'], { w3: 600n }))).toBeUndefined();
      expect(log.admit(spend('signature', 'sweep', ['d'], {}))).toMatchObject({ code: 'attestation/velocity' });
    });
  });

  test('lets no more payments leave in 24 hours than its limits', async () => {
    await using((log) => {
      const [one, two] = [
        { a: 1n, b: 1n },
        { c: 1n, d: 1n },
      ];
      expect(log.admit(spend('authorization', 'one', ['a'], one))).toBeUndefined();
      expect(log.admit(spend('authorization', 'two', ['b'], two))).toMatchObject({ code: 'attestation/velocity' });
      time += 24 * HOUR_MS;
      expect(log.admit(spend('authorization', 'two', ['b'], two))).toBeUndefined();
    });
  });

  test('says how much of its limits is used, whatever the clock was set back to', async () => {
    await using((log) => {
      expect(log.velocity()).toEqual({ sats: 0n, payments: 0, limits });
      expect(log.admit(spend('authorization', 'one', ['a'], { w1: 600n, w2: 30n }))).toBeUndefined();
      time -= 48 * HOUR_MS;
    });
    await using((log) => {
      expect(log.velocity()).toEqual({ sats: 630n, payments: 2, limits });
      time += (48 + 24) * HOUR_MS;
      expect(log.velocity()).toMatchObject({ sats: 0n, payments: 0 });
    });
  });

  test('does not go back to an earlier epoch', async () => {
    await using((log) => expect(log.admit(spend('signature', 'one', ['a'], { w1: 1n }, 1))).toBeUndefined());
    await using((log) =>
      expect(log.admit(spend('signature', 'two', ['b'], { w2: 1n }))).toMatchObject({ code: 'attestation/proposal' }),
    );
  });

  test('drops a last line that a crash cut short, and what follows it is whole', async () => {
    await using((log) => log.admit(deposit('GALICE')));
    fs.appendFileSync(file, `${'0'.repeat(64)} {"outpoint":"cd`);
    await using((log) => log.admit(spend('signature', 'one', ['a'], { w: 1n })));
    await using((log) => expect(log.admit(deposit('GBOB'))).toMatchObject({ code: 'attestation/conflict' }));
    expect(lines()).toHaveLength(3);
  });
});

describe('a policy log is not opened', () => {
  test.each<[string, () => void, string]>([
    [
      'after a line was changed',
      () => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('GALICE', 'GOTHER')),
      'attestation/policy-damaged',
    ],
    ['after a line was removed', () => rewrite((all) => all.filter((_, i) => i !== 1)), 'attestation/policy-damaged'],
    [
      'after lines changed places',
      () => rewrite(([header, a, b, c]) => [header!, b!, a!, c!]),
      'attestation/policy-damaged',
    ],
    ['after its end was removed', () => rewrite((all) => all.slice(0, -1)), 'attestation/policy-rolled-back'],
    ['after all but its header was removed', () => rewrite((all) => all.slice(0, 1)), 'attestation/policy-rolled-back'],
    ['without the count of its lines', () => fs.rmSync(`${file}.head`), 'attestation/policy-rolled-back'],
    ['when it is gone', () => fs.rmSync(file), 'attestation/policy-missing'],
    ['when it is empty', () => fs.writeFileSync(file, ''), 'attestation/policy-damaged'],
  ])('%s', async (_, damage, code) => {
    await using((log) => {
      log.admit(deposit('GALICE'));
      log.admit(spend('signature', 'one', ['a'], { w: 1n }));
      log.admit(spend('signature', 'two', ['b'], { v: 1n }));
    });
    damage();
    await expect(open()).rejects.toMatchObject({ code });
    expect(() => createPolicyLog({ file, address })).toThrow(
      expect.objectContaining({ code: 'attestation/policy-exists' }),
    );
  });

  test('by another signer', async () => {
    const other = openPolicyLog({ file, address: 'GOTHER', limits });
    await expect(other).rejects.toMatchObject({ code: 'attestation/policy-of-another' });
  });

  test('twice at once, by whatever path', async () => {
    const log = await open();
    const link = `${file}.link`;
    fs.symlinkSync(file, link);
    fs.copyFileSync(`${file}.head`, `${link}.head`);
    await expect(open()).rejects.toMatchObject({ code: 'attestation/policy-in-use' });
    const aside = openPolicyLog({ file: link, address, limits });
    await expect(aside).rejects.toMatchObject({ code: 'attestation/policy-in-use' });
    log.close();
    await using(() => undefined);
  });

  const rewrite = (change: (lines: string[]) => string[]): void =>
    fs.writeFileSync(file, `${change(lines()).join('\n')}\n`);
});

test('who finds that somebody else wrote does not write any more', async () => {
  const log = await open();
  log.admit(deposit('GALICE'));
  // Another machine, which the lock does not reach.
  fs.appendFileSync(file, `${lines().at(-1)}\n`);
  expect(() => log.admit(spend('signature', 'one', ['a'], { w: 1n }))).toThrow(
    expect.objectContaining({ code: 'attestation/policy-in-use' }),
  );
  log.close();
});

test('a process killed at any moment leaves every record that it reported, and the file to its successor', async () => {
  for (let round = 0; round < 4; round++) {
    const writer = startWriter();
    const reported = await readUntilKilled(writer, 5 + 20 * round);
    await using((log) => expect([...log.signedTransactions()]).toEqual(expect.arrayContaining(reported)));
  }
});

/** Admits signatures one after the other and prints each once it is on disk. */
function startWriter(): ChildProcess {
  const module = fileURLToPath(new URL('policy-log.ts', import.meta.url));
  const code = `
    const { openPolicyLog } = await import(${JSON.stringify(module)});
    const limits = { mostSatsPerDay: 10n ** 12n, mostPaymentsPerDay: 1e9 };
    const log = await openPolicyLog({ file: ${JSON.stringify(file)}, address: ${JSON.stringify(address)}, limits });
    for (let i = 0; ; i++) {
      const txid = process.pid + '-' + i;
      log.admit({ kind: 'signature', txid, inputs: ['a'], withdrawals: [{ id: txid, amountSats: 1n }], feeSats: 1n, epoch: 0 });
      await new Promise((resolve) => process.stdout.write(txid + '\\n', resolve));
    }`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function readUntilKilled(writer: ChildProcess, after: number): Promise<string[]> {
  let text = '';
  writer.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('\n').length > after) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  const reported = text.split('\n').slice(0, -1);
  expect(reported.length).toBeGreaterThanOrEqual(after);
  return reported;
}

/** The largest file that this process may write: what a full disk is to a file that grows. */
function limitFileSize(bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

test.skipIf(process.platform !== 'linux')(
  'a full disk refuses what it cannot hold, and nothing after there is room',
  async () => {
    const log = await open();
    const other: PolicyRecord = { kind: 'deposit', outpoint: `${'cd'.repeat(32)}:0`, user: 'GALICE', amountSats: 5n };
    try {
      expect(log.admit(deposit('GALICE'))).toBeUndefined();
      const before = fs.readFileSync(file, 'utf8');
      try {
        limitFileSize(before.length + 20);
        expect(() => log.admit(other)).toThrow(/cannot be written/);
      } finally {
        limitFileSize('unlimited');
      }
      expect(fs.readFileSync(file, 'utf8')).toBe(before);
      expect(log.admit(other)).toBeUndefined();
    } finally {
      log.close();
    }
    await using((again) => expect(again.deposits()).toHaveLength(2));
  },
);
