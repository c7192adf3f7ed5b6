import { configDefaults, defineConfig } from 'vitest/config';

/** The long profile: `*.nightly.test.ts`, and the kill tests over many more rounds. */
export default defineConfig({
  test: {
    include: [
      '**/*.nightly.test.ts',
      'test/workflows/**/*.test.ts',
      'soroban/sandbox/test/kill.test.ts',
      'integration/test/crash.test.ts',
    ],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: ['test/postgres.ts'],
    env: { ISTSI_KILL_ROUNDS: '60', ISTSI_CRASH_STEP: '1' },
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    // As with the timeouts above: a poll that ends after a second, as it would by itself, says how fast a machine is.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    fileParallelism: false,
  },
});
