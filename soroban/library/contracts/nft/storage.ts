import {
  type Address,
  type Bytes,
  bytes,
  contracttype,
  instance,
  persistent,
  require,
  type Str,
  type u32,
  variant,
} from '@istsi/soroban-sdk';
import { keep } from '../lifetime.ts';
import { NonFungibleTokenError } from './errors.ts';

@contracttype
export class NftCollection {
  /** What a token's number is added to: its metadata are there. */
  base_uri!: Str;
  name!: Str;
  symbol!: Str;
}

/** A right that ends. */
@contracttype
export class NftApproval {
  approved!: Address;
  live_until_ledger!: u32;
}

@contracttype
export class NftKey {
  /** NftCollection, instance. */
  static Collection(): NftKey {
    return variant();
  }
  /** Address, persistent. */
  static TokenOwner(token_id: u32): NftKey {
    return variant();
  }
  /** u32, persistent: how many tokens somebody has. */
  static TokenBalance(owner: Address): NftKey {
    return variant();
  }
  /** NftApproval, temporary. */
  static Approval(token_id: u32): NftKey {
    return variant();
  }
  /** u32, temporary: until which ledger. */
  static Operator(owner: Address, operator: Address): NftKey {
    return variant();
  }
}

/** For the constructor. */
export function setUpCollection(base_uri: Str, name: Str, symbol: Str): void {
  instance.set<NftKey, NftCollection>(NftKey.Collection(), { base_uri, name, symbol });
}

export function loadCollection(): NftCollection {
  return instance.get<NftKey, NftCollection>(NftKey.Collection());
}

/** Ends the call for a token that there is not. */
export function ownerOf(token_id: u32): Address {
  const key = NftKey.TokenOwner(token_id);
  require(persistent.has<NftKey>(key), NonFungibleTokenError.NoSuchToken);
  return persistent.get<NftKey, Address>(key);
}

export function storeOwner(token_id: u32, owner: Address): void {
  const key = NftKey.TokenOwner(token_id);
  persistent.set<NftKey, Address>(key, owner);
  keep<NftKey>(key);
}

export function nftBalanceOf(owner: Address): u32 {
  return persistent.getOr<NftKey, u32>(NftKey.TokenBalance(owner), 0);
}

export function storeNftBalance(owner: Address, balance: u32): void {
  const key = NftKey.TokenBalance(owner);
  persistent.set<NftKey, u32>(key, balance);
  keep<NftKey>(key);
}

export function uriOf(token_id: u32): Str {
  return loadCollection().base_uri.toBytes().append(decimal(token_id)).toStr();
}

function decimal(value: u32): Bytes {
  let digits = bytes('');
  let rest = value;
  do {
    digits = bytes('')
      .push((48 + (rest % 10)) as u8)
      .append(digits);
    rest = rest / 10;
  } while (rest > 0);
  return digits;
}
