import {
  type Address,
  contracttype,
  i128,
  instance,
  persistent,
  type Str,
  type Sym,
  sym,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { keep } from '../lifetime.ts';

/** Where Rust's `soroban-token-sdk` has it: indexers read it without asking the contract. */
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
  /** i128, persistent: an entry of its own, so that a transfer reads nothing that a mint writes. */
  static TotalSupply(): TokenKey {
    return variant();
  }
  /** AllowanceValue, temporary: it expires with the allowance. */
  static Allowance(from: Address, spender: Address): TokenKey {
    return variant();
  }
}

/** For the constructor. */
export function setUpToken(decimal: u32, name: Str, symbol: Str): void {
  instance.set<Sym, TokenMetadata>(sym('METADATA'), { decimal, name, symbol });
}

export function loadMetadata(): TokenMetadata {
  return instance.get<Sym, TokenMetadata>(sym('METADATA'));
}

export function balanceOf(owner: Address): i128 {
  return persistent.getOr<TokenKey, i128>(TokenKey.Balance(owner), i128.zero);
}

export function storeBalance(owner: Address, balance: i128): void {
  const key = TokenKey.Balance(owner);
  persistent.set<TokenKey, i128>(key, balance);
  keep<TokenKey>(key);
}

export function loadSupply(): i128 {
  return persistent.getOr<TokenKey, i128>(TokenKey.TotalSupply(), i128.zero);
}

export function storeSupply(supply: i128): void {
  const key = TokenKey.TotalSupply();
  persistent.set<TokenKey, i128>(key, supply);
  keep<TokenKey>(key);
}
