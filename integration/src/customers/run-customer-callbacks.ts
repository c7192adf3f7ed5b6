import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
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
  while (!signal.aborted) {
    try {
      await withAdvisoryLock(database.pool, 'istsi/customer-callbacks', async (held) => {
        const ended = AbortSignal.any([signal, held]);
        while (!ended.aborted)
          if ((await tellWallets(world)) === 0)
            await sleep(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
      });
    } catch (error) {
      if (!signal.aborted)
        log('warn', 'telling wallets of customers failed; trying again', { error: describeError(error) });
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}
