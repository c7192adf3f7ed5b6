import type { u32 } from '@istsi/soroban-sdk';

/** Of what this code stores. Nobody can replace a relay's code: another layout is another relay, from a later checkpoint. */
export const LAYOUT: u32 = 1;
