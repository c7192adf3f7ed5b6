import {
  type Address,
  type BytesN,
  contracttype,
  type i128,
  type Option,
  type Str,
  type Sym,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';

/** A name for 32 bytes. */
export type Hash = BytesN<32>;

/** Fields are encoded by name, whatever order they are declared in. */
@contracttype
export class Point {
  y!: i32;
  x!: i32;
}

@contracttype({ tuple: true })
export class Pair {
  first!: i128;
  second!: Str;
}

/** Where a value can be. */
export enum Color {
  Red,
  Green = 5,
  Blue,
}

@contracttype
export class Shape {
  /** Nothing. */
  static Empty(): Shape {
    return variant();
  }
  static Circle(center: Point, radius: u32): Shape {
    return variant();
  }
  static Owned(owner: Address): Shape {
    return variant();
  }
  static AVeryLongCaseName(color: Color): Shape {
    return variant();
  }
}

@contracttype
export class Everything {
  flag!: bool;
  color!: Color;
  colors!: Vec<Color>;
  hash!: Hash;
  maybe!: Option<Point>;
  names!: Map<Sym, Vec<u64>>;
  pair!: Pair;
  shape!: Shape;
}

export enum AllTypesError {
  /** The first. */
  First = 1,
  Second = 2,
}
