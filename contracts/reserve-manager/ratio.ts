import { require, type u32, type u64, u128 } from '@istsi/soroban-sdk';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { ReserveError } from './errors.ts';
import { loadConfig, loadTotal } from './storage.ts';

const FULL_RATIO_BPS: u64 = 10_000;

export function requireSoundMinimum(min_ratio_bps: u32): void {
  require((min_ratio_bps as u64) >= FULL_RATIO_BPS, ReserveError.InvalidMinimumRatio);
}

/** Refuses a supply that the reserve does not cover, first one to one and then with the configured margin. */
export function requireBacking(supply_after: u64): void {
  const reserves = loadTotal();
  require(supply_after <= reserves, ReserveError.InsufficientReserves);
  // In 128 bits: satoshis × 10000 leaves 64 bits above 18.4 million BTC.
  const needed = u128.from(supply_after) * u128.from(loadConfig().min_ratio_bps);
  require(u128.from(reserves) * u128.from(FULL_RATIO_BPS) >= needed, ReserveError.ReserveRatioTooLow);
}

export function reserveStatus(): ReserveStatus {
  const total_btc = loadTotal();
  const total_istsi = new IstsiTokenClient(loadConfig().istsi_token).total_supply().toU64();
  return { reserve_ratio: ratioBps(total_btc, total_istsi), total_btc, total_istsi };
}

/** Nothing issued needs nothing: 10000 then. More than a u64 can say is the largest u64. */
function ratioBps(reserves: u64, supply: u64): u64 {
  if (supply === 0) return FULL_RATIO_BPS;
  const ratio = u128.from(reserves).mulDiv(u128.from(FULL_RATIO_BPS), u128.from(supply));
  return ratio > u128.from(u64.MAX_VALUE) ? u64.MAX_VALUE : ratio.toU64();
}
