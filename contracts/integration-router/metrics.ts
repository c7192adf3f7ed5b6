import type { u64 } from '@istsi/soroban-sdk';
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
