import {
  type Address,
  type bool,
  contracttype,
  i128,
  instance,
  persistent,
  type Str,
  type Sym,
  str,
  sym,
  temporary,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { touch } from '../ttl.ts';

/** What a token is called, as Rust's `soroban-token-sdk` lays it out: indexers read it without asking the contract. */
@contracttype
export class TokenMetadata {
  decimal!: u32;
  name!: Str;
  symbol!: Str;
}

@contracttype
export class AllowanceValue {
  amount!: i128;
  live_until_ledger!: u32;
}

@contracttype
export class TokenKey {
  /** i128, persistent. */
  static Balance(owner: Address): TokenKey {
    return variant();
  }
  /** i128, persistent: an entry of its own, so that a mint writes nothing that a transfer reads. */
  static TotalSupply(): TokenKey {
    return variant();
  }
  /** AllowanceValue, temporary: it expires with the allowance. */
  static Allowance(from: Address, spender: Address): TokenKey {
    return variant();
  }
  /** Str, persistent: whose stellar.toml speaks of the token (SEP-1). */
  static HomeDomain(): TokenKey {
    return variant();
  }
}

export function loadMetadata(): TokenMetadata {
  return instance.get<Sym, TokenMetadata>(sym('METADATA'));
}

export function storeMetadata(metadata: TokenMetadata): void {
  instance.set<Sym, TokenMetadata>(sym('METADATA'), metadata);
}

export function loadHomeDomain(): Str {
  return persistent.getOr<TokenKey, Str>(TokenKey.HomeDomain(), str(''));
}

export function storeHomeDomain(domain: Str): void {
  const key = TokenKey.HomeDomain();
  persistent.set<TokenKey, Str>(key, domain);
  touch<TokenKey>(key);
}

export function loadSupply(): i128 {
  return persistent.get<TokenKey, i128>(TokenKey.TotalSupply());
}

export function storeSupply(supply: i128): void {
  const key = TokenKey.TotalSupply();
  persistent.set<TokenKey, i128>(key, supply);
  touch<TokenKey>(key);
}

export function loadBalance(owner: Address): i128 {
  return persistent.getOr<TokenKey, i128>(TokenKey.Balance(owner), i128.zero);
}

export function storeBalance(owner: Address, balance: i128): void {
  const key = TokenKey.Balance(owner);
  persistent.set<TokenKey, i128>(key, balance);
  touch<TokenKey>(key);
}

export function hasAllowance(from: Address, spender: Address): bool {
  return temporary.has<TokenKey>(TokenKey.Allowance(from, spender));
}

export function loadAllowance(from: Address, spender: Address): AllowanceValue {
  return temporary.get<TokenKey, AllowanceValue>(TokenKey.Allowance(from, spender));
}

/** `lifetime` is how many more ledgers the entry must live; 0 leaves it as it is. */
export function storeAllowance(from: Address, spender: Address, allowance: AllowanceValue, lifetime: u32): void {
  const key = TokenKey.Allowance(from, spender);
  temporary.set<TokenKey, AllowanceValue>(key, allowance);
  if (lifetime > 0) temporary.extendTtl<TokenKey>(key, lifetime, lifetime);
}

export function removeAllowance(from: Address, spender: Address): void {
  temporary.remove<TokenKey>(TokenKey.Allowance(from, spender));
}
