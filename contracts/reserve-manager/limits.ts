import { Packed } from '@istsi/soroban-sdk';
import { defaultCaps } from './caps.ts';
import { DAY_BYTES } from './day-windows.ts';
import { beginDepositRules } from './deposit-rules.ts';
import { EXPOSURE_BYTES } from './exposure.ts';
import { beginPayoutRules } from './payout-rules.ts';
import {
  loadFixed,
  loadLevel,
  loadPauses,
  loadRedemptionRate,
  storeCaps,
  storeDay,
  storeExposure,
  storeFixed,
  storeLevel,
  storePauses,
  storeRedemptionRate,
} from './storage.ts';

/**
 * The caps as the code sets them, windows in which nothing happened yet, and whatever else operations write into the
 * instance: it is there from the beginning, so that a call takes as many bytes when it is sent as when it was simulated.
 */
export function beginLimits(): void {
  storeCaps(defaultCaps());
  storeDay(Packed.empty(DAY_BYTES));
  storeExposure(Packed.empty(EXPOSURE_BYTES));
  storeFixed(loadFixed());
  storeLevel(loadLevel());
  storeRedemptionRate(loadRedemptionRate());
  storePauses(loadPauses());
  beginPayoutRules();
  beginDepositRules();
}
