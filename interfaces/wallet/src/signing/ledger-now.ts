import { answer } from '@istsi/client';
import { api } from '../api.ts';
import { isPlausible, type SeenLedger } from './how-long.ts';

const PLACE = 'istsi-seen-ledger';

/** The ledger that the network is at, as the service says and this browser can believe; undefined where it cannot. */
export async function askLedger(networkPassphrase: string): Promise<number | undefined> {
  const { ledger } = (await answer(api.GET('/v1/status'))).stellar;
  if (ledger === null) return undefined;
  const told = { networkPassphrase, ledger, at: Date.now() };
  if (!isPlausible(told, readSeen())) return undefined;
  localStorage.setItem(PLACE, JSON.stringify(told));
  return ledger;
}

function readSeen(): SeenLedger | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Partial<SeenLedger> | null;
    const isWhole = Number.isSafeInteger(kept?.ledger) && Number.isFinite(kept?.at) && kept?.networkPassphrase;
    return isWhole ? (kept as SeenLedger) : undefined;
  } catch {
    // Damaged: as at the first visit.
    return undefined;
  }
}
