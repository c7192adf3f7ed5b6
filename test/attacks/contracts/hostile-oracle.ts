import {
  type Address,
  contract,
  i128,
  instance,
  ledger,
  Option,
  type Sym,
  sym,
  type u32,
  type u64,
  type Val,
  Vec,
} from '@istsi/soroban-sdk';
import { Asset, type PriceData } from '../../../contracts/shared/price-feed.ts';
import { outcome, prepare, spring } from './ambush.ts';

/** A SEP-40 oracle that says what it is told to say, and calls back. */
@contract
export class HostileOracle {
  arm(entry: Sym, target: Address, method: Sym, args: Vec<Val>): void {
    prepare(entry, target, method, args);
  }

  /** Seconds are counted from now. */
  say(last: i128, average: i128, ahead: u64): void {
    instance.set<Sym, i128>(sym('last'), last);
    instance.set<Sym, i128>(sym('average'), average);
    instance.set<Sym, u64>(sym('ahead'), ahead);
  }

  outcome(): u32 {
    return outcome();
  }

  base(): Asset {
    return Asset.Other(sym('USD'));
  }

  decimals(): u32 {
    return 14;
  }

  lastprice(_asset: Asset): Option<PriceData> {
    spring(sym('lastprice'));
    return Option.some<PriceData>(this.quoted(sym('last')));
  }

  prices(_asset: Asset, _records: u32): Option<Vec<PriceData>> {
    spring(sym('prices'));
    return Option.some<Vec<PriceData>>(Vec.of<PriceData>(this.quoted(sym('average'))));
  }

  private quoted(which: Sym): PriceData {
    const price = instance.getOr<Sym, i128>(which, i128.from(60_000_000_000));
    const timestamp = ledger.timestamp() + instance.getOr<Sym, u64>(sym('ahead'), 0);
    return { price, timestamp };
  }
}
