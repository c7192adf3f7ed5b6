import { configDefaults, defineConfig } from 'vitest/config';

/** The long profile: `*.nightly.test.ts`, and the tests that do more in it. */
export default defineConfig({
  test: {
    include: [
      '**/*.nightly.test.ts',
      // Of these `npm test` runs a part: fewer rounds, or some of the cases.
      'contracts/test/build.test.ts',
      'contracts/test/governance-drift.test.ts',
      'contracts/test/upgrade.test.ts',
      'integration/src/database/attentive-client.test.ts',
      'integration/test/bitcoin-nodes.test.ts',
      'integration/test/crash.test.ts',
      'integration/test/inbox-once.test.ts',
      'integration/test/kept-scripts.test.ts',
      'integration/test/reconciliation.test.ts',
      'integration/test/returns.test.ts',
      'integration/test/upgrade.test.ts',
      'integration/test/withdrawal-faults.test.ts',
      'integration/test/withdrawal-sweep.test.ts',
      'soroban/sandbox/test/kill.test.ts',
      'test/browser/wallet.test.ts',
      'test/docs/command-blocks.test.ts',
      'test/fuzz/hostile-texts.test.ts',
      'test/packages/packages.test.ts',
      'test/relay/services-proof.test.ts',
      'test/workflows/instances.test.ts',
    ],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['test/check-every-answer.ts'],
    env: { ISTSI_NIGHTLY: '1', ISTSI_KILL_ROUNDS: '60', ISTSI_CRASH_STEP: '1' },
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    // As with the timeouts above: a poll that ends after a second, as it would by itself, says how fast a machine is.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    fileParallelism: false,
  },
});
