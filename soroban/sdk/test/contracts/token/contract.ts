import {
  type Address,
  contract,
  contractevent,
  contracttype,
  fail,
  i128,
  instance,
  ledger,
  type MuxedAddress,
  type Option,
  persistent,
  publish,
  require,
  type Str,
  type Sym,
  sym,
  temporary,
  topic,
  type Vec,
  variant,
} from '@istsi/soroban-sdk';
import { TokenError } from './errors.ts';

/** What `approve` granted, and until when. */
@contracttype
export class AllowanceValue {
  amount!: i128;
  live_until_ledger!: u32;
}

@contracttype
export class Metadata {
  decimal!: u32;
  name!: Str;
  symbol!: Str;
}

@contracttype
export class DataKey {
  static Admin(): DataKey {
    return variant();
  }
  static Balance(owner: Address): DataKey {
    return variant();
  }
  static Allowance(from: Address, spender: Address): DataKey {
    return variant();
  }
}

export enum Role {
  Admin,
  Minter,
}

@contractevent({ data: 'single' })
class Mint {
  @topic to!: Address;
  amount!: i128;
}

@contractevent
class Transfer {
  @topic from!: Address;
  @topic to!: Address;
  to_muxed_id!: Option<u64>;
  amount!: i128;
}

const dayInLedgers: u32 = 17_280;

/** A small SEP-41 style token. */
@contract
export class Token {
  __constructor(admin: Address, decimal: u32, name: Str, symbol: Str): void {
    instance.set(DataKey.Admin(), admin);
    const metadata: Metadata = { decimal, name, symbol };
    instance.set(sym('METADATA'), metadata);
  }

  /** Creates tokens; the admin only. */
  mint(to: Address, amount: i128): void {
    require(amount >= i128.zero, TokenError.NegativeAmount);
    this.admin().requireAuth();
    this.credit(to, amount);
    publish<Mint>({ to, amount });
  }

  admin(): Address {
    return instance.get<DataKey, Address>(DataKey.Admin());
  }

  balance(id: Address): i128 {
    return persistent.getOr(DataKey.Balance(id), i128.zero);
  }

  approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
    from.requireAuth();
    require(amount >= i128.zero, TokenError.NegativeAmount);
    const allowance: AllowanceValue = { amount, live_until_ledger };
    const key = DataKey.Allowance(from, spender);
    temporary.set(key, allowance);
    if (live_until_ledger > ledger.sequence()) {
      const life = live_until_ledger - ledger.sequence();
      temporary.extendTtl(key, life, life);
    }
  }

  allowance(from: Address, spender: Address): i128 {
    const key = DataKey.Allowance(from, spender);
    if (!temporary.has(key)) return i128.zero;
    const allowance = temporary.get<DataKey, AllowanceValue>(key);
    return allowance.live_until_ledger < ledger.sequence() ? i128.zero : allowance.amount;
  }

  transfer(from: Address, to: MuxedAddress, amount: i128): void {
    from.requireAuth();
    require(amount >= i128.zero, TokenError.NegativeAmount);
    this.debit(from, amount);
    this.credit(to.address, amount);
    publish<Transfer>({ from, to: to.address, to_muxed_id: to.id, amount });
  }

  /** The sum of balances. */
  total(owners: Vec<Address>): i128 {
    let total = i128.zero;
    for (const owner of owners) total += this.balance(owner);
    return total;
  }

  metadata(): Metadata {
    return instance.get<Sym, Metadata>(sym('METADATA'));
  }

  role_of(id: Address): Role {
    if (id === this.admin()) return Role.Admin;
    fail(TokenError.NoRole);
  }

  roles(roles: Vec<Role>, count: Role): u32 {
    let n: u32 = 0;
    for (const role of roles) if (role === count) n++;
    return n;
  }

  private credit(id: Address, amount: i128): void {
    const key = DataKey.Balance(id);
    persistent.set(key, persistent.getOr(key, i128.zero) + amount);
    persistent.extendTtl(key, 30 * dayInLedgers, 60 * dayInLedgers);
  }

  private debit(id: Address, amount: i128): void {
    const balance = this.balance(id);
    if (balance < amount) throw TokenError.InsufficientBalance;
    persistent.set(DataKey.Balance(id), balance - amount);
  }
}
