import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.nightly.test.ts', 'soroban/toolkit/template/**'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['test/check-every-answer.ts'],
    // Ten times what a quiet machine needs: what hangs is found, what waits for its turn on a busy one is not.
    // Longer than any wait inside a test: that says what it waited for. Tests with limits of their own have longer ones.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // As with the timeouts above: a poll that ends after a second, as it would by itself, says how fast a machine is.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // A process runs file after file: to load and warm up the same modules anew for each would take as long as many of
    // them run. So no test changes what is global (`process.env`, the clock, the working directory) without putting it back.
    isolate: false,
    // Every other file waits for processes, blocks and ledgers rather than computes: three at a time keep two cores busy.
    maxWorkers: 3,
  },
});
