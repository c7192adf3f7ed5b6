import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Database } from '../database/open-database.ts';
import { repeatAlone } from '../database/repeat-alone.ts';
import type { SepSettings } from '../seps/sep-services.ts';
import { tellWallets } from './customer-callbacks.ts';
import { openMasterKeys } from './customer-cipher.ts';

const POLL_MS = 1_000;
const RETRY_MS = 5_000;

/** Tells wallets what becomes of their customers, until aborted. Of several instances on one database one does. */
export async function runCustomerCallbacks(
  { database, settings, log }: { database: Database; settings: SepSettings; log: Log },
  signal: AbortSignal,
): Promise<void> {
  const world = {
    ...{ db: database.db, masters: openMasterKeys(settings.customerKeys), signingKey: settings.signingKey },
    ...{ post: { allowed: settings.clientNetworks ?? [] }, now: () => new Date(), random: Math.random },
  };
  const onError = (error: unknown): void =>
    log('warn', 'telling wallets of customers failed; trying again', { error: describeError(error) });
  const lock = 'istsi/customer-callbacks';
  const alone = { pool: database.pool, lock, pollMs: POLL_MS, retryMs: RETRY_MS, signal, onError };
  await repeatAlone(alone, () => async () => (await tellWallets(world)) > 0);
}
