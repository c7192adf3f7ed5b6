import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { restartDelayMs } from './backoff.ts';
import { endOrphans, findOrphans, recordChildren } from './process-record.ts';
import { createSupervisor, type Supervisor, type SupervisorEvent } from './supervisor.ts';

const part = fileURLToPath(new URL('../../test/part.mjs', import.meta.url));

const silent = () => {};
let directory: string;
let journal: string;
let recordPath: string;
let events: SupervisorEvent[];
let supervisor: Supervisor;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'istsi-supervisor-'));
  journal = join(directory, 'journal');
  recordPath = join(directory, 'processes.json');
  events = [];
  supervisor = newSupervisor();
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(directory, { recursive: true, force: true });
});

const newSupervisor = (places: { logsDirectory?: string; recordPath?: string } = {}) =>
  createSupervisor({
    command: [process.execPath, part],
    logsDirectory: directory,
    recordPath,
    ...places,
    onEvent: (event) => events.push(event),
  });
const spec = (name: string, behaviour = 'works') => ({ name, args: [behaviour, journal] });
const journalLines = () => readFileSync(journal, 'utf8').trim().split('\n');
const lastPid = () => Number(journalLines().at(-1)?.split(' ')[1]);

describe('a supervised part', () => {
  test('hands over its facts when it is ready', async () => {
    await expect(supervisor.start(spec('node'))).resolves.toEqual({ port: 7 });
    expect(events).toContainEqual({ type: 'progress', name: 'node', detail: 'nearly there' });
  });

  test('is started again after a kill -9, and the crash is told', async () => {
    await supervisor.start(spec('node'));
    process.kill(lastPid(), 'SIGKILL');
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('restarted'), 60_000);
    expect(events).toContainEqual(expect.objectContaining({ type: 'crashed', name: 'node', reason: 'SIGKILL' }));
    expect(journalLines()).toHaveLength(2);
  });

  test('that fails to start says why', async () => {
    await expect(supervisor.start(spec('node', 'fails'))).rejects.toThrow(/node did not start: the port is taken/);
  });

  test('that dies without a word is quoted from its log', async () => {
    await expect(supervisor.start(spec('node', 'dies'))).rejects.toThrow(/exit code 7[\s\S]*out of luck/);
  });
});

test('what cannot be written down, neither record nor log, is said once and stops no part', async () => {
  const nowhere = join(directory, 'nowhere');
  supervisor = newSupervisor({ logsDirectory: nowhere, recordPath: join(nowhere, 'processes.json') });
  await supervisor.start(spec('first'));
  await supervisor.start(spec('second'));
  process.kill(lastPid(), 'SIGKILL');
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('restarted'), 60_000);
  const degraded = events.filter(({ type }) => type === 'degraded');
  expect(degraded).toEqual([{ type: 'degraded', text: expect.stringMatching(/processes\.json cannot be written/) }]);
});

test('a part that others can do without is tried again until it starts, and its reason is told once', async () => {
  const outcome = await supervisor.startOrRetry({ name: 'signer', args: ['cured', journal] });
  expect(outcome).toEqual({ failure: 'damaged.' });
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('restarted'), 60_000);
  expect(journalLines().length).toBeGreaterThanOrEqual(3);
  expect(events.filter(({ type }) => type === 'crashed')).toMatchObject([{ name: 'signer', reason: 'damaged' }]);
});

test('parts stop in the reverse order of their start, and none is restarted', async () => {
  await supervisor.start(spec('first'));
  await supervisor.start(spec('second'));
  const [first, second] = journalLines().map((line) => line.split(' ')[1]);
  await supervisor.stop();
  expect(journalLines().slice(2)).toEqual([`stopped ${second}`, `stopped ${first}`]);
});

test('a part that does not stop in time is killed', async () => {
  const stubborn = { ...spec('node', 'stubborn'), stopTimeoutMs: 100 };
  await supervisor.start(stubborn);
  const pid = lastPid();
  process.kill(pid, 'SIGSTOP');
  await supervisor.stop();
  expect(() => process.kill(pid, 0)).toThrow();
});

describe('what outlived a killed supervisor', () => {
  test.each(['works', 'stubborn'])('is found again and ended: a part that %s', async (behaviour) => {
    const orphan = fork(part, [behaviour, journal]);
    await once(orphan, 'message');
    if (behaviour === 'stubborn') orphan.kill('SIGSTOP');
    recordChildren(recordPath, [{ name: 'node', pid: orphan.pid! }], silent);

    const orphans = findOrphans(recordPath, silent);
    expect(orphans).toMatchObject([{ name: 'node', pid: orphan.pid }]);
    await endOrphans(orphans, { gentleMs: behaviour === 'stubborn' ? 100 : 10_000 });
    expect(findOrphans(recordPath, silent)).toEqual([]);
  });

  test('is left alone when the pid belongs to another process now', async () => {
    await endOrphans([{ name: 'node', pid: process.pid, startTime: 'earlier' }]);
  });
});

test('restarts come after 0.25 s, then ever later, at most 10 s apart', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(restartDelayMs)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});
