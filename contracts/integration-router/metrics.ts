import type { bool, u64 } from '@istsi/soroban-sdk';
import { loadMetrics, storeMetrics } from './storage.ts';

/** Counts an operation that one transaction began and completed. */
export function countSuccess(reserve_ratio: u64, timestamp: u64): void {
  const metrics = loadMetrics();
  metrics.total_operations += 1;
  metrics.successful_operations += 1;
  metrics.current_reserve_ratio = reserve_ratio;
  metrics.last_updated = timestamp;
  storeMetrics(metrics);
}

/** Counts an operation that goes on after the transaction that began it. */
export function countPending(reserve_ratio: u64, timestamp: u64): void {
  const metrics = loadMetrics();
  metrics.total_operations += 1;
  metrics.current_reserve_ratio = reserve_ratio;
  metrics.last_updated = timestamp;
  storeMetrics(metrics);
}

/** Takes back that a pending operation was counted as failed. */
export function reopenFailed(timestamp: u64): void {
  const metrics = loadMetrics();
  metrics.failed_operations -= 1;
  metrics.last_updated = timestamp;
  storeMetrics(metrics);
}

/** Counts how an operation that was counted as pending ended, `seconds` after it began. */
export function settlePending(success: bool, seconds: u64, timestamp: u64): void {
  const metrics = loadMetrics();
  if (success) {
    const before = metrics.successful_operations;
    metrics.successful_operations = before + 1;
    metrics.average_processing_time = (metrics.average_processing_time * before + seconds) / (before + 1);
  } else {
    metrics.failed_operations += 1;
  }
  metrics.last_updated = timestamp;
  storeMetrics(metrics);
}
