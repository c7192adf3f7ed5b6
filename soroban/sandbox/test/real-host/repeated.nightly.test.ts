import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const hasCargo = spawnSync('cargo', ['--version']).status === 0;

/** Run as ordinary tests are, and not as those of the long profile. */
const { ISTSI_NIGHTLY: _, ...env } = process.env;

test.skipIf(!hasCargo).each([28, 30])('the host of the network does what this one did (protocol %i)', (protocol) => {
  // Not accounts: a signature that is a malformed map is refused there too, at another cost (README).
  const library = readdirSync(`${root}soroban/library/test`).filter((name) => /^(?!accounts).*\.test\.ts$/.test(name));
  const tests = [...library.map((name) => `soroban/library/test/${name}`), 'test/simulation/history.test.ts'];
  const run = ['--import', 'tsx', 'soroban/sandbox/test/real-host/run.ts', ...tests];
  const { status, stdout, stderr } = spawnSync(process.execPath, run, {
    ...{ cwd: root, encoding: 'utf8' },
    env: { ...env, ISTSI_REAL_HOST_PROTOCOL: `${protocol}` },
  });

  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toMatch(/\d{3,} invocations, of which \d{3,} succeed: 0 differences/);
});
