import { ledger, publish, require, type u64, u128 } from '@istsi/soroban-sdk';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { requireIssuable } from './caps.ts';
import { ReserveError } from './errors.ts';
import type { ReserveAlert, ReserveUpdate } from './events.ts';
import { requireNotPaused } from './guards.ts';
import { hasProof, loadBooks, loadConfig, loadLevel, loadPolicy, loadProof, storeLevel } from './storage.ts';
import { ReserveLevel } from './types.ts';

const FULL_RATIO_BPS: u64 = 10_000;

/** Refuses a supply that the reserve does not cover, first one to one and then with the configured margin. */
export function requireBacking(supply_after: u64): ReserveStatus {
  requireNotPaused();
  requireIssuable(supply_after);
  requireCovered(supply_after);
  requireFreshProof(loadPolicy().proof_max_age);
  return statusWith(supply_after);
}

/** Refuses what the reserve would pay itself when that leaves too little for the supply there is. */
export function requireStillBacked(): void {
  requireCovered(totalSupply());
}

function requireCovered(supply: u64): void {
  const reserves = freeReserves();
  require(supply <= reserves, ReserveError.InsufficientReserves);
  // In 128 bits: satoshis × 10000 leaves 64 bits above 18.4 million BTC.
  const needed = u128.from(supply) * u128.from(loadPolicy().min_ratio_bps);
  require(u128.from(reserves) * u128.from(FULL_RATIO_BPS) >= needed, ReserveError.ReserveRatioTooLow);
}

export function reserveStatus(): ReserveStatus {
  return statusWith(totalSupply());
}

function statusWith(total_istsi: u64): ReserveStatus {
  const total_btc = freeReserves();
  return { reserve_ratio: ratioBps(total_btc, total_istsi), total_btc, total_istsi };
}

/** Tells the world where the reserve stands, and raises or ends an alert when it crossed a threshold. */
export function reportReserves(): void {
  const status = reserveStatus();
  const timestamp = ledger.timestamp();
  const reserve_ratio = status.reserve_ratio;
  publish<ReserveUpdate>({ reserve_ratio, timestamp, total_btc: status.total_btc, total_istsi: status.total_istsi });
  const before = loadLevel();
  const level = levelOf(reserve_ratio);
  if (level === before) return;
  storeLevel(level);
  publish<ReserveAlert>({ level, before, reserve_ratio, timestamp });
}

export function totalSupply(): u64 {
  return new IstsiTokenClient(loadConfig().istsi_token).total_supply().toU64();
}

// Bitcoin owed to withdrawals, or to the miners of a sweep, backs no token.
function freeReserves(): u64 {
  const books = loadBooks();
  return books.owed_btc < books.total_btc ? books.total_btc - books.owed_btc : 0;
}

function requireFreshProof(max_age: u64): void {
  if (max_age === 0) return;
  require(hasProof(), ReserveError.ProofTooOld);
  require(ledger.timestamp() - loadProof().timestamp <= max_age, ReserveError.ProofTooOld);
}

function levelOf(ratio: u64): ReserveLevel {
  const policy = loadPolicy();
  if (ratio < (policy.min_ratio_bps as u64)) return ReserveLevel.Insufficient;
  return ratio < (policy.warning_ratio_bps as u64) ? ReserveLevel.Warning : ReserveLevel.Sound;
}

/** Nothing issued needs nothing: 10000 then. More than a u64 can say is the largest u64. */
function ratioBps(reserves: u64, supply: u64): u64 {
  if (supply === 0) return FULL_RATIO_BPS;
  const ratio = u128.from(reserves).mulDiv(u128.from(FULL_RATIO_BPS), u128.from(supply));
  return ratio > u128.from(u64.MAX_VALUE) ? u64.MAX_VALUE : ratio.toU64();
}
