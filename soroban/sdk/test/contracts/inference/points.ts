import { contracttype, type Option, type Vec } from '@istsi/soroban-sdk';

@contracttype
export class Point {
  x!: u32;
  y!: u64;
}

@contracttype
export class Shape {
  points!: Vec<Point>;
  weights!: Vec<u64>;
  label!: Option<u32>;
}

/** A list whose type the callers' files need not name. */
export function total(weights: Vec<u64>): u64 {
  let sum: u64 = 0;
  for (const weight of weights) sum += weight;
  return sum;
}
