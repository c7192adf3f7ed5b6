import * as env from './env';
import { Tag, tagOf, wrongType } from './val';

/** Seconds since 1970. */
@unmanaged
@final
export class Timepoint {
  constructor(readonly seconds: u64) {}

  static from(seconds: u64): Timepoint {
    return new Timepoint(seconds);
  }

  @operator('==') static eq(a: Timepoint, b: Timepoint): bool {
    return a.seconds === b.seconds;
  }

  @operator('!=') static ne(a: Timepoint, b: Timepoint): bool {
    return a.seconds !== b.seconds;
  }

  @operator('<') static lt(a: Timepoint, b: Timepoint): bool {
    return a.seconds < b.seconds;
  }

  @operator('>') static gt(a: Timepoint, b: Timepoint): bool {
    return a.seconds > b.seconds;
  }

  @operator('<=') static le(a: Timepoint, b: Timepoint): bool {
    return a.seconds <= b.seconds;
  }

  @operator('>=') static ge(a: Timepoint, b: Timepoint): bool {
    return a.seconds >= b.seconds;
  }

  __toVal(): u64 {
    const seconds = this.seconds;
    return seconds >> 56 === 0 ? (seconds << 8) | Tag.TimepointSmall : env.timepoint_obj_from_u64(seconds);
  }

  __fromVal(val: u64): Timepoint {
    const tag = tagOf(val);
    if (tag === Tag.TimepointSmall) return new Timepoint(val >> 8);
    if (tag !== Tag.Timepoint) wrongType();
    return new Timepoint(env.timepoint_obj_to_u64(val));
  }
}

/** A span of time in seconds. */
@unmanaged
@final
export class Duration {
  constructor(readonly seconds: u64) {}

  static from(seconds: u64): Duration {
    return new Duration(seconds);
  }

  @operator('==') static eq(a: Duration, b: Duration): bool {
    return a.seconds === b.seconds;
  }

  @operator('!=') static ne(a: Duration, b: Duration): bool {
    return a.seconds !== b.seconds;
  }

  @operator('<') static lt(a: Duration, b: Duration): bool {
    return a.seconds < b.seconds;
  }

  @operator('>') static gt(a: Duration, b: Duration): bool {
    return a.seconds > b.seconds;
  }

  @operator('<=') static le(a: Duration, b: Duration): bool {
    return a.seconds <= b.seconds;
  }

  @operator('>=') static ge(a: Duration, b: Duration): bool {
    return a.seconds >= b.seconds;
  }

  __toVal(): u64 {
    const seconds = this.seconds;
    return seconds >> 56 === 0 ? (seconds << 8) | Tag.DurationSmall : env.duration_obj_from_u64(seconds);
  }

  __fromVal(val: u64): Duration {
    const tag = tagOf(val);
    if (tag === Tag.DurationSmall) return new Duration(val >> 8);
    if (tag !== Tag.Duration) wrongType();
    return new Duration(env.duration_obj_to_u64(val));
  }
}
