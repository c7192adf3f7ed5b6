import type { SystemContracts } from '@istsi/contracts';
import { type Sample, sampledValue } from './samples.ts';

/** The seed's `SystemMetrics`: what the router itself counted, with the ratio that the coins give now. */
export interface SystemMetrics {
  totalOperations: bigint;
  successfulOperations: bigint;
  failedOperations: bigint;
  /** Seconds. */
  averageProcessingTime: bigint;
  /** Basis points, rounded down; null while nothing is issued, or while it cannot be known. */
  currentReserveRatio: bigint | null;
  /** Unix seconds of the ledger in which the router counted last. */
  lastUpdated: bigint;
}

/** The counts are the contract's: the same for everybody, and in no database that could be lost. */
export async function systemMetrics(
  { router }: Pick<SystemContracts, 'router'>,
  samples: readonly Sample[],
): Promise<SystemMetrics> {
  const counted = await router.read('get_metrics');
  const ratio = sampledValue(samples, 'istsi_reserve_ratio_basis_points');
  return {
    totalOperations: counted.total_operations,
    successfulOperations: counted.successful_operations,
    failedOperations: counted.failed_operations,
    averageProcessingTime: counted.average_processing_time,
    currentReserveRatio: ratio === undefined ? null : BigInt(ratio),
    lastUpdated: counted.last_updated,
  };
}
