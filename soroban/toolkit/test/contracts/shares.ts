import type { u32 } from '@istsi/soroban-sdk';

/** What each gets. */
export function share(whole: u32, among: u32): u32 {
  return whole / among;
}
