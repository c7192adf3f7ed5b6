import { Packed, type u32, u64 } from '@istsi/soroban-sdk';
import type { RateLimits } from './types.ts';

// The rates that governance set, by kind of operation, in a fixed number of bytes: they are part of the instance.

const HOUR: u64 = 3_600;
const KINDS: u32 = 4;
const SYSTEM_AMOUNT: u32 = 0;
const USER_AMOUNT: u32 = 8;
/** 0 of what governance did not set: no window is. */
const WINDOW: u32 = 16;
const SYSTEM_OPERATIONS: u32 = 24;
const USER_OPERATIONS: u32 = 28;
const ROW: u32 = 32;

export function emptyRateTable(): Packed {
  return Packed.empty(KINDS * ROW);
}

/** What governance set, or else what the code sets: rates that only a machine run wild exceeds. */
export function rateLimitsIn(table: Packed, operation: u32): RateLimits {
  const at = operation * ROW;
  if (table.u64At(at + WINDOW) === 0) {
    return {
      system_amount: u64.MAX_VALUE,
      system_operations: 10_000,
      user_amount: u64.MAX_VALUE,
      user_operations: 200,
      window: HOUR,
    };
  }
  return {
    system_amount: table.u64At(at + SYSTEM_AMOUNT),
    system_operations: table.u32At(at + SYSTEM_OPERATIONS),
    user_amount: table.u64At(at + USER_AMOUNT),
    user_operations: table.u32At(at + USER_OPERATIONS),
    window: table.u64At(at + WINDOW),
  };
}

export function setRateLimits(table: Packed, operation: u32, limits: RateLimits): void {
  const at = operation * ROW;
  table.setU64(at + SYSTEM_AMOUNT, limits.system_amount);
  table.setU32(at + SYSTEM_OPERATIONS, limits.system_operations);
  table.setU64(at + USER_AMOUNT, limits.user_amount);
  table.setU32(at + USER_OPERATIONS, limits.user_operations);
  table.setU64(at + WINDOW, limits.window);
}
