import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { beforeAnythingRuns, type DamageCase, harm, openToAll, seenByParts } from './damage.ts';

/*
 * One system that has minted and paid is copied, damaged in one way, and started: every outcome is stated in damage.ts.
 * `ISTSI_DAMAGE` names the cases to run, as a part of their names.
 */
const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const base = openToAll(mkdtempSync(join(tmpdir(), 'istsi-damage-')));
const sound = join(base, 'sound');
let directory: string;
let count = 0;
const running: ChildProcess[] = [];

interface Run {
  child: ChildProcess;
  lines: Record<string, unknown>[];
  ended: Promise<number | null>;
}

function istsi(args: readonly string[], dataDirectory = directory): Run {
  const child = spawn(process.execPath, [command, ...args, '--json', '--data-dir', dataDirectory], {
    env: { ...process.env, ISTSI_API_PORT: '', ISTSI_STELLAR_PORT: '', ISTSI_BITCOIN_PORT: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const run: Run = { child, lines: [], ended: new Promise((resolve) => child.once('close', resolve)) };
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const pieces = (text + chunk.toString()).split('\n');
    text = pieces.pop() ?? '';
    run.lines.push(...pieces.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  return run;
}

const said = ({ lines }: Run): string => lines.flatMap(({ note, message }) => note ?? message ?? []).join('\n');
const isReady = ({ lines }: Run): boolean => lines.some(({ step }) => step === 'ready');

/** Until it is ready, or has ended without. */
async function settled(run: Run): Promise<'runs' | 'ended'> {
  const ended = run.ended.then(() => 'ended' as const);
  for (;;) {
    if (isReady(run)) return 'runs';
    const waited = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 100));
    if ((await Promise.race([ended, waited])) === 'ended') return isReady(run) ? 'runs' : 'ended';
  }
}

async function stop(run: Run): Promise<void> {
  run.child.kill('SIGTERM');
  await run.ended;
}

beforeAll(async () => {
  expect(await istsi(['demo'], sound).ended).toBe(0);
});
afterEach(async () => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  if (directory !== sound) rmSync(directory, { recursive: true, force: true });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function copy(): void {
  directory = join(base, `copy-${count++}`);
  // With its owners: the cluster belongs to another user when we are root.
  expect(spawnSync('cp', ['-a', sound, directory]).status).toBe(0);
}

/** What is of value, and never written over by a start. */
const KEPT = ['keys.json', 'custody.json', 'stellar/network.json', 'database/password'].concat(
  [1, 2, 3].flatMap((number) => ['keystore.json', 'policy.log'].map((name) => `signer-${number}/${name}`)),
);

function kept(): Record<string, string> {
  const read = (name: string): [string, string][] => {
    try {
      return [[name, readFileSync(join(directory, name), 'latin1')]];
    } catch {
      return [];
    }
  };
  return Object.fromEntries(KEPT.flatMap(read));
}

/** A log may have grown; a file that was missing may have been worked out again, one that was there is as it was. */
function expectKept(before: Record<string, string>): void {
  const after = kept();
  for (const [name, text] of Object.entries(before)) expect(after[name]?.startsWith(text), name).toBe(true);
}

const filter = process.env.ISTSI_DAMAGE ?? '';
const cases = [...beforeAnythingRuns, ...seenByParts]
  .map((each) => ({ ...each, name: `${each.path} is ${each.how}` }))
  .filter(({ name }) => name.includes(filter));

describe('a system that has minted and paid, in whose directory', () => {
  test.each(cases)('$name: up $outcome', async ({ path, how, ...expected }: DamageCase) => {
    copy();
    harm(directory, path, how);
    const before = kept();
    const run = istsi(['up']);
    expect(await settled(run), said(run)).toBe(expected.outcome === 'refuses' ? 'ended' : 'runs');
    if ('says' in expected) await vi.waitFor(() => expect(said(run)).toMatch(expected.says), { timeout: 60_000 });
    else expect(said(run)).toBe('');
    if (expected.outcome === 'refuses') expect(await run.ended).toBe(1);
    else await stop(run);
    expectKept(before);
    // No second system beside the first.
    const deployed = run.lines.find(({ step }) => step === 'deployment');
    if (deployed) expect(deployed).toMatchObject({ created: 0 });
  });

  test.each(['database', 'stellar', 'bitcoin', 'signer 1', 'services'])(
    '%s is killed: it is started again',
    async (name) => {
      copy();
      const run = istsi(['up']);
      expect(await settled(run)).toBe('runs');
      const parts = JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8')) as {
        name: string;
        pid: number;
      }[];
      process.kill(parts.find((part) => part.name === name)!.pid, 'SIGKILL');
      await vi.waitFor(
        () => expect(run.lines).toContainEqual(expect.objectContaining({ step: 'restarted', part: name })),
        { timeout: 120_000, interval: 200 },
      );
      await vi.waitFor(async () => expect(await istsi(['status']).ended).toBe(0), {
        timeout: 120_000,
        interval: 1_000,
      });
      await stop(run);
    },
  );

  test('a ledger is cut short before the contracts: nothing is created', async () => {
    copy();
    const ledger = join(directory, 'stellar/ledgers-0000000001.log');
    writeFileSync(ledger, readFileSync(ledger).subarray(0, 5_000));
    const run = istsi(['up']);
    expect(await settled(run)).toBe('ended');
    expect(said(run)).toMatch(/stellar has no integration-router C.*Nothing was created/);
  });

  test('the custody is of another system: up refuses', async () => {
    copy();
    const other = join(base, 'other');
    mkdirSync(other);
    const first = istsi(['up'], other);
    expect(await settled(first)).toBe('runs');
    await stop(first);
    cpSync(join(other, 'custody.json'), join(directory, 'custody.json'));
    const run = istsi(['up']);
    expect(await settled(run)).toBe('ended');
    expect(said(run)).toMatch(/custody\.json is of another system/);
    rmSync(other, { recursive: true });
  });

  test('one signer lost its memory: the cure works while the system runs, and the signer comes back', async () => {
    copy();
    for (const name of ['policy.log', 'policy.log.head']) rmSync(join(directory, 'signer-2', name));
    const run = istsi(['up']);
    expect(await settled(run)).toBe('runs');
    const config = join(directory, 'signer-2/config.json');
    expect(await istsi(['signer', 'restore', '--from-chain', '--config', config]).ended).toBe(0);
    await vi.waitFor(
      () => expect(run.lines).toContainEqual(expect.objectContaining({ step: 'restarted', part: 'signer 2' })),
      { timeout: 60_000 },
    );
    await vi.waitFor(async () => expect(await istsi(['status']).ended).toBe(0), { timeout: 60_000, interval: 1_000 });
    await stop(run);
  });
});

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!mayMount)('a disk', () => {
  test('that fills up while the system runs ends nothing for good: it works again when there is room', async () => {
    copy();
    const small = openToAll(mkdtempSync(join(base, 'small-')));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0711', 'tmpfs', small]);
    expect(mounted.status).toBe(0);
    try {
      expect(spawnSync('cp', ['-a', `${directory}/.`, small]).status).toBe(0);
      const run = istsi(['up'], small);
      expect(await settled(run)).toBe('runs');
      const ballast = join(small, 'ballast');
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']);
      expect(await istsi(['bitcoin', 'mine', '200'], small).ended).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      expect(run.child.exitCode).toBeNull();
      rmSync(ballast);
      await vi.waitFor(async () => expect(await istsi(['status'], small).ended).toBe(0), {
        timeout: 240_000,
        interval: 2_000,
      });
      expect(await istsi(['demo'], small).ended).toBe(0);
      await stop(run);
    } finally {
      spawnSync('umount', ['-l', small]);
    }
  });

  test('without room for a first start is refused in one line, and the next start begins anew', async () => {
    directory = openToAll(mkdtempSync(join(base, 'tiny-')));
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0711', 'tmpfs', directory]).status).toBe(0);
    try {
      const run = istsi(['up']);
      expect(await settled(run)).toBe('ended');
      expect(String(run.lines.at(-1)?.message)).toMatch(/the disk is full|No space left/);
      spawnSync('mount', ['-o', 'remount,size=400m', directory]);
      const again = istsi(['up']);
      expect(await settled(again), said(again)).toBe('runs');
      await stop(again);
      expect(existsSync(join(directory, 'keys.json'))).toBe(true);
    } finally {
      spawnSync('umount', ['-l', directory]);
    }
  });
});
