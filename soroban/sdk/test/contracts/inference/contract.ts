import { type Address, contract, type i128, Map, Option, Vec } from '@istsi/soroban-sdk';
import { type Point, type Shape, total } from './points.ts';

const STEP = 2;
type Weights = Vec<u64>;

/** What need not be said twice. */
@contract
export class Inference {
  /** Integers that say no type are u32. */
  count(limit: u32): u32 {
    let steps = 0;
    for (let i = 0; i < limit; i += STEP) steps++;
    return steps;
  }

  lists(address: Address, weight: u64): Vec<u64> {
    const plain = Vec.of(1, 2);
    const addresses = Vec.of(address, address);
    const weights = Vec.of(weight, 7);
    let more: Weights = Vec.of(4294967296, 2);
    more = Vec.of(5);
    return Vec.of(plain.length as u64, addresses.length as u64, weights[1], more[0], total(Vec.of(3, 4)));
  }

  shape(label: bool): Shape {
    const nothing: Option<u32> = Option.none();
    const empty: Map<u32, Option<u64>> = Map.empty();
    return {
      points: Vec.empty(),
      weights: Vec.of(1),
      label: label ? Option.some(empty.size + 9) : nothing,
    };
  }

  nothing(): Option<i128> {
    return Option.none();
  }

  map(list: Vec<u64>, by: u64): Vec<u64> {
    return list.map((x) => x * by);
  }

  positions(list: Vec<u64>): Vec<u32> {
    const positions = list.map<u32>((_, index) => index * 10);
    return positions;
  }

  heights(points: Vec<Point>, above: u64): Vec<u64> {
    const heights = points.filter((p) => p.y > above).map((p): u64 => p.y);
    return heights;
  }

  mirrored(points: Vec<Point>): Vec<Point> {
    const large = points.filter((p) => p.x > 0 && p.y <= 0xffff_ffff);
    return large.map((p) => ({ x: p.y as u32, y: p.x as u64 }));
  }

  find(list: Vec<u64>, wanted: u64): Option<u64> {
    const found = list.find((x) => x === wanted);
    return found;
  }

  counts(list: Vec<u64>, limit: u64): Vec<bool> {
    let holds = list.some((x) => x > limit);
    const some = holds;
    if (list.length > 0) holds = list.every((x) => x > limit);
    return Vec.of(some, holds);
  }

  /** A body may change what is outside of it. */
  sum(list: Vec<u64>): u64 {
    let sum: u64 = 0;
    const doubled = list.map<u64>((x) => (sum += x));
    return doubled.isEmpty ? 0 : doubled.last();
  }

  sums(points: Vec<Point>): u64 {
    let sum: u64 = 0;
    for (const { x, y: height } of points) sum += x * height;
    const { x: first, y } = this.first(points);
    return sum + first + y;
  }

  private first(points: Vec<Point>): Point {
    return points.first();
  }
}
