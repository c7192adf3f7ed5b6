import {
  type Address,
  Args,
  call,
  contract,
  contracttype,
  currentContract,
  i128,
  instance,
  persistent,
  require,
  sym,
  type u32,
  type Val,
  variant,
} from '@istsi/soroban-sdk';

export enum VaultError {
  /** The amount, or what it comes to in shares or tokens, is not positive. */
  InvalidAmount = 1,
  /** The owner has fewer shares. */
  NotEnoughShares = 2,
}

@contracttype
export class DataKey {
  /** Address, instance: the token that the vault holds. */
  static Token(): DataKey {
    return variant();
  }
  /** i128, instance: all shares. */
  static Total(): DataKey {
    return variant();
  }
  /** i128, persistent. */
  static Shares(owner: Address): DataKey {
    return variant();
  }
}

/** Ledgers, about a day and a month. */
const DAY: u32 = 17_280;
const MONTH: u32 = 518_400;

/**
 * Shares the tokens it holds among its depositors. Whatever is sent to the vault by a plain transfer is everybody's, in
 * proportion to their shares. Every division rounds in favour of the vault.
 */
@contract
export class Vault {
  __constructor(token: Address): void {
    instance.set<DataKey, Address>(DataKey.Token(), token);
    this.storeTotal(i128.zero);
  }

  /** Takes tokens from their owner, who gets shares for them. Returns how many. */
  deposit(owner: Address, amount: i128): i128 {
    owner.requireAuth();
    require(amount > i128.zero, VaultError.InvalidAmount);
    // One share and one token that nobody owns: without them the first depositor could set the price of a share.
    const shares = (amount * (this.total_shares() + i128.from(1))) / (this.total_assets() + i128.from(1));
    require(shares > i128.zero, VaultError.InvalidAmount);
    this.storeShares(owner, this.shares_of(owner) + shares);
    this.storeTotal(this.total_shares() + shares);
    this.move(owner, currentContract(), amount);
    return shares;
  }

  /** Gives shares back for tokens. Returns how many. */
  withdraw(owner: Address, shares: i128): i128 {
    owner.requireAuth();
    require(shares > i128.zero, VaultError.InvalidAmount);
    require(this.shares_of(owner) >= shares, VaultError.NotEnoughShares);
    const amount = (shares * (this.total_assets() + i128.from(1))) / (this.total_shares() + i128.from(1));
    require(amount > i128.zero, VaultError.InvalidAmount);
    this.storeShares(owner, this.shares_of(owner) - shares);
    this.storeTotal(this.total_shares() - shares);
    this.move(currentContract(), owner, amount);
    return amount;
  }

  shares_of(owner: Address): i128 {
    return persistent.getOr<DataKey, i128>(DataKey.Shares(owner), i128.zero);
  }

  total_shares(): i128 {
    return instance.get<DataKey, i128>(DataKey.Total());
  }

  /** What the vault holds, as the token says. */
  total_assets(): i128 {
    return call<i128>(this.token(), sym('balance'), Args.of().add(currentContract()));
  }

  token(): Address {
    return instance.get<DataKey, Address>(DataKey.Token());
  }

  private move(from: Address, to: Address, amount: i128): void {
    call<Val>(this.token(), sym('transfer'), Args.of().add(from).add(to).add(amount));
  }

  private storeTotal(shares: i128): void {
    instance.set<DataKey, i128>(DataKey.Total(), shares);
    instance.extendTtl(MONTH - DAY, MONTH);
  }

  private storeShares(owner: Address, shares: i128): void {
    const key = DataKey.Shares(owner);
    persistent.set<DataKey, i128>(key, shares);
    persistent.extendTtl<DataKey>(key, MONTH - DAY, MONTH);
  }
}
