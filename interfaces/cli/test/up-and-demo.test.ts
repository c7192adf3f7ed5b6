import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { findOrphans } from '../src/processes/process-record.ts';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'istsi-up-'));

interface Run {
  child: ChildProcess;
  lines: Record<string, unknown>[];
  ended: Promise<number | null>;
  /** Settles with the line of that step, or fails when the command ends without it. */
  step(name: string): Promise<Record<string, unknown>>;
}

const runs: Run[] = [];

function istsi(...args: string[]): Run {
  const child = spawn(process.execPath, [command, ...args, '--json', '--data-dir', directory], {
    env: { ...process.env, ISTSI_API_PORT: '', ISTSI_STELLAR_PORT: '', ISTSI_BITCOIN_PORT: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const run: Run = {
    child,
    lines: [],
    ended: new Promise((resolve) => child.once('close', resolve)),
    async step(name) {
      const found = () => run.lines.find(({ step }) => step === name);
      const ended = run.ended.then(() => 'ended');
      while (!found()) {
        const heard = new Promise((resolve) => child.stdout?.once('data', resolve));
        if ((await Promise.race([heard, ended])) === 'ended') break;
      }
      return found() ?? Promise.reject(new Error(`no step ${name} in ${JSON.stringify(run.lines)}`));
    },
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    const pieces = (text + chunk.toString()).split('\n');
    text = pieces.pop() ?? '';
    run.lines.push(...pieces.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  runs.push(run);
  return run;
}

afterAll(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

const done = { step: 'done', deposited_sats: '150000', minted: '150000', reserve_ratio_bps: 10_000 };

describe('istsi', { timeout: 180_000 }, () => {
  test('demo starts what is not running, mints exactly what was paid, and stops it again', async () => {
    const demo = istsi('demo');
    expect(await demo.ended).toBe(0);
    expect(demo.lines.at(-1)).toEqual(done);
    expect(demo.lines.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['database', 'stellar', 'bitcoin', 'contracts', 'deployment', 'signers', 'services']),
    );
    expect(findOrphans(join(directory, 'processes.json'))).toEqual([]);
  });

  test('up continues from the same state, demo uses it, a second up is refused, and Ctrl-C ends all', async () => {
    const up = istsi('up');
    const ready = await up.step('ready');
    expect(up.lines.find(({ step }) => step === 'deployment')).toMatchObject({ created: 0 });

    const second = istsi('up');
    expect(await second.ended).toBe(1);
    expect(second.lines).toMatchObject([{ step: 'failed', code: 'cli/already-running' }]);
    expect(second.lines[0]?.message).toContain(ready.api_url);

    const demo = istsi('demo');
    expect(await demo.ended).toBe(0);
    expect(demo.lines.at(-1)).toEqual(done);
    const response = await fetch(`${ready.api_url}/v1/reserves`);
    expect(await response.json()).toMatchObject({ reserves_sats: '300000', supply_sats: '300000' });

    const prove = istsi('reserves', 'prove');
    expect(await prove.ended).toBe(0);
    expect(prove.lines).toMatchObject([{ state: 'published', reserves_sats: '300000', supply_sats: '300000' }]);
    const verify = istsi('reserves', 'verify');
    expect(await verify.ended).toBe(0);
    expect(verify.lines).toMatchObject([{ proved: true, mismatches: [] }]);
    const empty = istsi('reserves', 'verify', directory);
    expect(await empty.ended).toBe(1);
    expect(empty.lines).toMatchObject([{ proved: false }]);

    up.child.kill('SIGINT');
    expect(await up.ended).toBe(0);
    expect(findOrphans(join(directory, 'processes.json'))).toEqual([]);
  });
});
