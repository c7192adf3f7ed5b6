import type { NoteSigner } from '@istsi/audit-log';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/contracts';
import type { Database } from '../database/open-database.ts';
import { repeatAlone } from '../database/repeat-alone.ts';
import { publishCheckpoint } from './checkpoints.ts';
import { auditEvents } from './follow-bus.ts';
import { sequenceEntries } from './log-store.ts';

export interface AuditKeeper {
  /** Why nothing is signed any more; undefined while all is well. */
  problem(): string | undefined;
  run(signal: AbortSignal): Promise<void>;
}

export interface AuditKeeperOptions {
  database: Database;
  manifest: Manifest;
  signer: NoteSigner | undefined;
  /** At most so often the log is signed. */
  checkpointMs?: number | undefined;
  log: Log;
}

const POLL_MS = 250;
const RETRY_MS = 2_000;
const CHECKPOINT_MS = 60_000;
/** How long what was written may wait, once a checkpoint is due. */
const MOST_PAUSE_MS = 2_000;

/** Keeps the log: what events say is written, entries get their places, and the whole is signed. One instance does. */
export function createAuditKeeper(options: AuditKeeperOptions): AuditKeeper {
  const { database, manifest, signer, checkpointMs = CHECKPOINT_MS, log } = options;
  let problem: string | undefined;
  let nextLook = Number.NEGATIVE_INFINITY;

  async function sign(): Promise<void> {
    if (!signer || performance.now() < nextLook) return;
    nextLook = performance.now() + Math.min(checkpointMs, MOST_PAUSE_MS);
    const published = await publishCheckpoint(database.db, signer, { everyMs: checkpointMs });
    const refused = published.state === 'refused' ? published.problem : undefined;
    if (refused !== undefined && refused !== problem) log('error', refused);
    // Between two checkpoints nothing is looked at, and what was wrong is still so.
    if (published.state !== 'too-soon') problem = refused;
  }

  return {
    problem: () => problem,
    async run(signal) {
      const onError = (error: unknown): void =>
        log('warn', 'keeping the audit log failed; trying again', { error: describeError(error) });
      const alone = { pool: database.pool, lock: 'istsi/audit', pollMs: POLL_MS, retryMs: RETRY_MS, signal, onError };
      await repeatAlone(alone, (ended) => async () => {
        await auditEvents(database, manifest, ended);
        await sequenceEntries(database.db);
        await sign();
        return false;
      });
    },
  };
}
