import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../integration/src/database/embedded-postgres.ts';

/**
 * Vitest's global set-up: names the directory of the one PostgreSQL that all test files of a run share. Nothing is
 * started here, because most files need no database; who first does starts it (`integration/test/database.ts`).
 */
export default function sharePostgres(): () => Promise<void> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-test-postgres-'));
  process.env.ISTSI_TEST_POSTGRES = dir;
  return async () => {
    delete process.env.ISTSI_TEST_POSTGRES;
    const wasStarted = fs.existsSync(path.join(dir, 'password'));
    if (wasStarted) await (await startEmbeddedPostgres({ dir })).stop();
    fs.rmSync(dir, { recursive: true, force: true });
  };
}
