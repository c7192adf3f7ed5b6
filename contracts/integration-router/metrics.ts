import { type bool, ledger, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { loadTraffic, storeTraffic } from './storage.ts';
import type { RateWindow, SystemMetrics, Traffic } from './types.ts';

/** Deposits, withdrawals and exchanges: the values of OperationType that have rates. */
const KINDS: u32 = 3;

export function beginTraffic(): void {
  storeTraffic({ metrics: noMetrics(), rates: noRates() });
}

/** Goes on from what layout 1 counted. */
export function takeOverTraffic(metrics: SystemMetrics, windows: Map<u32, RateWindow>): void {
  let rates = noRates();
  for (let kind: u32 = 0; kind < KINDS; kind++) if (windows.has(kind)) rates = rates.set(kind, windows.get(kind));
  storeTraffic({ metrics, rates });
}

/** Counts an operation that one transaction began and completed. */
export function countSuccess(traffic: Traffic, reserve_ratio: u64): void {
  traffic.metrics.successful_operations += 1;
  countPending(traffic, reserve_ratio);
}

/** Counts an operation that goes on after the transaction that began it. */
export function countPending(traffic: Traffic, reserve_ratio: u64): void {
  const metrics = traffic.metrics;
  metrics.total_operations += 1;
  metrics.current_reserve_ratio = reserve_ratio;
  metrics.last_updated = ledger.timestamp();
}

/** Takes back that a pending operation was counted as failed. */
export function reopenFailed(): void {
  const traffic = loadTraffic();
  traffic.metrics.failed_operations -= 1;
  traffic.metrics.last_updated = ledger.timestamp();
  storeTraffic(traffic);
}

/** Counts how an operation that was counted as pending ended, `seconds` after it began. */
export function settlePending(success: bool, seconds: u64): void {
  const traffic = loadTraffic();
  const metrics = traffic.metrics;
  if (success) {
    const before = metrics.successful_operations;
    metrics.successful_operations = before + 1;
    metrics.average_processing_time = (metrics.average_processing_time * before + seconds) / (before + 1);
  } else {
    metrics.failed_operations += 1;
  }
  metrics.last_updated = ledger.timestamp();
  storeTraffic(traffic);
}

function noMetrics(): SystemMetrics {
  return {
    average_processing_time: 0,
    current_reserve_ratio: 10_000,
    failed_operations: 0,
    last_updated: 0,
    successful_operations: 0,
    total_operations: 0,
  };
}

function noRates(): Vec<RateWindow> {
  let rates = Vec.empty<RateWindow>();
  for (let kind: u32 = 0; kind < KINDS; kind++) rates = rates.push({ amount: 0, began_at: 0, operations: 0 });
  return rates;
}
