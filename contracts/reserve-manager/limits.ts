import { Packed } from '@istsi/soroban-sdk';
import { defaultCaps } from './caps.ts';
import { DAY_BYTES } from './day-windows.ts';
import { EXPOSURE_BYTES } from './exposure.ts';
import { storeCaps, storeDay, storeExposure } from './storage.ts';

/** The caps as the code sets them, and windows in which nothing happened yet. */
export function beginLimits(): void {
  storeCaps(defaultCaps());
  storeDay(Packed.empty(DAY_BYTES));
  storeExposure(Packed.empty(EXPOSURE_BYTES));
}
