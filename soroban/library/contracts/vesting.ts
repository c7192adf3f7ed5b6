import {
  type Address,
  Args,
  call,
  contractevent,
  contracttype,
  currentContract,
  i128,
  instance,
  ledger,
  publish,
  require,
  sym,
  topic,
  type u64,
  type Val,
  variant,
} from '@istsi/soroban-sdk';
import { keepInstance } from './lifetime.ts';

export enum VestingError {
  /** The schedule begins before it ends, and its cliff is in between. */
  InvalidSchedule = 500,
  /** Nothing is due now. */
  NothingDue = 501,
}

/** From `start` to `end` in equal parts by the second, but nothing before `cliff`. Seconds since 1970. */
@contracttype
export class VestingSchedule {
  beneficiary!: Address;
  token!: Address;
  start!: u64;
  cliff!: u64;
  end!: u64;
}

@contracttype
export class VestingKey {
  /** VestingSchedule, instance. */
  static Schedule(): VestingKey {
    return variant();
  }
  /** i128, instance: what was paid already. */
  static Released(): VestingKey {
    return variant();
  }
}

@contractevent
export class Released {
  @topic beneficiary!: Address;
  amount!: i128;
}

/** For the constructor. Whatever is sent to the contract, whenever, is vested by the schedule. */
export function setUpVesting(schedule: VestingSchedule): void {
  const isPossible =
    schedule.start < schedule.end && schedule.start <= schedule.cliff && schedule.cliff <= schedule.end;
  require(isPossible, VestingError.InvalidSchedule);
  instance.set<VestingKey, VestingSchedule>(VestingKey.Schedule(), schedule);
}

export function loadSchedule(): VestingSchedule {
  return instance.get<VestingKey, VestingSchedule>(VestingKey.Schedule());
}

function loadReleased(): i128 {
  return instance.getOr<VestingKey, i128>(VestingKey.Released(), i128.zero);
}

/** What of a total is the beneficiary's at a moment. */
export function vestedOf(total: i128, schedule: VestingSchedule, now: u64): i128 {
  if (now < schedule.cliff) return i128.zero;
  if (now >= schedule.end) return total;
  return total.mulDivFloor(i128.from(now - schedule.start), i128.from(schedule.end - schedule.start));
}

/** A contract that pays somebody what it holds of a token, bit by bit. Its constructor calls `setUpVesting`. */
export abstract class Vesting {
  schedule(): VestingSchedule {
    return loadSchedule();
  }

  released(): i128 {
    return loadReleased();
  }

  /** What `release` would pay now. */
  releasable(): i128 {
    const schedule = loadSchedule();
    const held = call<i128>(schedule.token, sym('balance'), Args.of().add(currentContract()));
    return vestedOf(held + loadReleased(), schedule, ledger.timestamp()) - loadReleased();
  }

  /** Pays the beneficiary what is due. Anybody may ask for it. */
  release(): i128 {
    const amount = this.releasable();
    require(amount > i128.zero, VestingError.NothingDue);
    const { beneficiary, token } = loadSchedule();
    instance.set<VestingKey, i128>(VestingKey.Released(), loadReleased() + amount);
    keepInstance();
    call<Val>(token, sym('transfer'), Args.of().add(currentContract()).add(beneficiary).add(amount));
    publish<Released>({ beneficiary, amount });
    return amount;
  }
}
