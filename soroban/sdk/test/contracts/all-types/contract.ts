import {
  type Address,
  type Bytes,
  type BytesN,
  contract,
  contractevent,
  Duration,
  fail,
  type i128,
  type i256,
  instance,
  type MuxedAddress,
  Option,
  persistent,
  publish,
  type Str,
  type Sym,
  str,
  sym,
  Timepoint,
  topic,
  type u128,
  type u256,
  type Val,
  Vec,
} from '@istsi/soroban-sdk';
import { AllTypesError, Color, type Everything, type Hash, type Pair, type Point, Shape } from './types.ts';

/** One field of each place. */
@contractevent
class Seen {
  @topic who!: Address;
  what!: Shape;
  times!: u32;
}

@contractevent({ data: 'vec', topics: ['seen', 'list'] })
class SeenList {
  @topic color!: Color;
  first!: u32;
  second!: Str;
}

@contractevent({ data: 'single' })
class SeenOne {
  amount!: i128;
}

@contractevent({ data: 'single' })
class SeenNothing {
  @topic amount!: i128;
}

const answer: u32 = 6 * 7;
const greeting = str('hello');
const longKey = sym('a_symbol_of_more_than_nine');

/** Gives back what it is given, of every type. */
@contract
export class AllTypes {
  echo_bool(value: bool): bool {
    return value;
  }
  echo_u32(value: u32): u32 {
    return value;
  }
  echo_i32(value: i32): i32 {
    return value;
  }
  echo_u64(value: u64): u64 {
    return value;
  }
  echo_i64(value: i64): i64 {
    return value;
  }
  echo_u128(value: u128): u128 {
    return value;
  }
  echo_i128(value: i128): i128 {
    return value;
  }
  echo_u256(value: u256): u256 {
    return value;
  }
  echo_i256(value: i256): i256 {
    return value;
  }
  echo_address(value: Address): Address {
    return value;
  }
  echo_muxed(value: MuxedAddress): Option<u64> {
    return value.id;
  }
  echo_bytes(value: Bytes): Bytes {
    return value;
  }
  echo_hash(value: Hash): BytesN<32> {
    return value;
  }
  echo_str(value: Str): Str {
    return value;
  }
  echo_sym(value: Sym): Sym {
    return value;
  }
  echo_val(value: Val): Val {
    return value;
  }
  echo_vec(value: Vec<i128>): Vec<i128> {
    let copy = Vec.empty<i128>();
    for (const item of value) copy = copy.push(item);
    return copy;
  }
  echo_map(value: Map<Sym, u32>): Map<Sym, u32> {
    let copy = Map.empty<Sym, u32>();
    for (const [key, item] of value) copy = copy.set(key, item);
    return copy;
  }
  echo_option(value: Option<u32>): Option<u32> {
    return value.isSome ? Option.some<u32>(value.unwrap()) : Option.none<u32>();
  }
  echo_timepoint(value: Timepoint): Timepoint {
    return Timepoint.from(value.seconds);
  }
  echo_duration(value: Duration): Duration {
    return Duration.from(value.seconds);
  }
  echo_point(value: Point): Point {
    return { x: value.x, y: value.y };
  }
  echo_pair(value: Pair): Pair {
    return { first: value.first, second: value.second };
  }
  echo_color(value: Color): Color {
    switch (value) {
      case Color.Red:
        return Color.Red;
      case Color.Green:
        return Color.Green;
      default:
        return value;
    }
  }
  /** Takes the case apart and makes it anew. */
  echo_shape(value: Shape): Shape {
    if (value.is('Empty')) return Shape.Empty();
    if (value.is('Circle')) return Shape.Circle(value.payload<Point>(0), value.payload<u32>(1));
    if (value.is('Owned')) return Shape.Owned(value.payload<Address>(0));
    return Shape.AVeryLongCaseName(value.payload<Color>(0));
  }
  echo_everything(value: Everything): Everything {
    return value;
  }

  /** Stores a value of each kind of key. */
  store(key: Shape, value: Everything): void {
    persistent.set(key, value);
    instance.set(longKey, greeting);
    instance.set<Sym, u32>(sym('ANSWER'), answer);
  }

  answer(): u32 {
    return instance.get<Sym, u32>(sym('ANSWER'));
  }

  publish_all(who: Address, what: Shape): void {
    publish<Seen>({ who, what, times: 2 });
    publish<SeenList>({ color: Color.Blue, first: 1, second: greeting });
    publish<SeenOne>({ amount: -5 });
    publish<SeenNothing>({ amount: 7 });
  }

  refuse(code: u32): void {
    if (code === 1) throw AllTypesError.First;
    fail(AllTypesError.Second);
  }
}
