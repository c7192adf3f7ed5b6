import type { u32, u64 } from '@istsi/soroban-sdk';
import type { RiskScore, RiskSignals } from './types.ts';

const MAX_SCORE: u32 = 100;
/** Satoshis under which neither growth nor turnover means anything: 0.01 BTC. */
const SMALL_AMOUNT: u64 = 1_000_000;

/** The documented formula, and nothing else: contracts/kyc-registry/README.md. */
export function scoreRisk(signals: RiskSignals): RiskScore {
  const velocity = pointsOver(signals.operations, 5, 5, 25);
  const near_limit = pointsOver(signals.near_limit, 1, 8, 25);
  const growth = pointsOver(timesAverage(signals), 2, 5, 20);
  const counterparties = pointsOver(signals.new_counterparties, 3, 4, 15);
  const turnover = turnoverPoints(signals.inflow, signals.outflow);
  const sum = signals.assessment + velocity + near_limit + growth + counterparties + turnover;
  return {
    assessment: signals.assessment,
    counterparties,
    growth,
    near_limit,
    total: sum < MAX_SCORE ? sum : MAX_SCORE,
    turnover,
    velocity,
  };
}

/** `each` points for every one beyond what is `usual`, at most `most`. */
function pointsOver(count: u32, usual: u32, each: u32, most: u32): u32 {
  if (count <= usual) return 0;
  const beyond = count - usual;
  return beyond >= most ? most : smaller(beyond * each, most);
}

/** How many times the average of an active day was moved today, rounded down. */
function timesAverage(signals: RiskSignals): u32 {
  if (signals.average_volume === 0 || signals.volume_today < SMALL_AMOUNT) return 0;
  const times = signals.volume_today / signals.average_volume;
  return times > 1_000 ? 1_000 : (times as u32);
}

/** What came in and left again within 24 hours. */
function turnoverPoints(inflow: u64, outflow: u64): u32 {
  if (inflow < SMALL_AMOUNT) return 0;
  if (outflow >= inflow - inflow / 5) return 15;
  return outflow >= inflow - inflow / 2 ? 8 : 0;
}

function smaller(a: u32, b: u32): u32 {
  return a < b ? a : b;
}
