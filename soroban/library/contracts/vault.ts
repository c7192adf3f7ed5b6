import {
  type Address,
  Args,
  call,
  contractevent,
  contracttype,
  currentContract,
  i128,
  instance,
  publish,
  require,
  type Str,
  sym,
  topic,
  type u32,
  type Val,
  variant,
} from '@istsi/soroban-sdk';
import { FungibleToken } from './fungible-token.ts';
import { spendAllowance } from './token/allowances.ts';
import { burnTokens, mintTokens } from './token/movements.ts';
import { balanceOf, loadSupply, setUpToken } from './token/storage.ts';

// SEP-56 (0.1.2), which is ERC-4626: shares of the tokens that the vault holds. Every division rounds in the vault's favour.

export enum VaultError {
  /** An amount of tokens or shares, asked for or come to, is not positive. */
  InvalidAmount = 400,
  /** The offset of the decimals is at most 10. */
  InvalidOffset = 401,
}

@contracttype
export class VaultKey {
  /** Address, instance: the token that the vault holds. */
  static Asset(): VaultKey {
    return variant();
  }
  /** i128, instance: how many shares that nobody has stand beside one token that nobody has. */
  static VirtualShares(): VaultKey {
    return variant();
  }
}

@contractevent
export class Deposit {
  @topic operator!: Address;
  @topic from!: Address;
  @topic receiver!: Address;
  assets!: i128;
  shares!: i128;
}

@contractevent
export class Withdraw {
  @topic operator!: Address;
  @topic receiver!: Address;
  @topic owner!: Address;
  assets!: i128;
  shares!: i128;
}

/**
 * For the constructor. Shares have `offset` decimals more than the token. The shares that stand beside a token that nobody has
 * make it dear to give an empty vault something in order to take the next deposit: the more, the dearer.
 */
export function setUpVault(asset: Address, offset: u32, name: Str, symbol: Str): void {
  require(offset <= 10, VaultError.InvalidOffset);
  instance.set<VaultKey, Address>(VaultKey.Asset(), asset);
  instance.set<VaultKey, i128>(VaultKey.VirtualShares(), i128.from(10).pow(offset));
  setUpToken(call<u32>(asset, sym('decimals'), Args.of()) + offset, name, symbol);
}

function loadAsset(): Address {
  return instance.get<VaultKey, Address>(VaultKey.Asset());
}

/** Shares and tokens with those that nobody has: what one is worth in the other. */
function allShares(): i128 {
  return loadSupply() + instance.get<VaultKey, i128>(VaultKey.VirtualShares());
}

function heldAssets(): i128 {
  return call<i128>(loadAsset(), sym('balance'), Args.of().add(currentContract()));
}

function allAssets(): i128 {
  return heldAssets() + i128.from(1);
}

/** A SEP-41 token of shares of what it holds of another (SEP-56). Its constructor calls `setUpVault`. */
export abstract class Vault extends FungibleToken {
  query_asset(): Address {
    return loadAsset();
  }

  /** What the vault holds, as the token says. */
  total_assets(): i128 {
    return heldAssets();
  }

  convert_to_shares(assets: i128): i128 {
    return assets.mulDivFloor(allShares(), allAssets());
  }

  convert_to_assets(shares: i128): i128 {
    return shares.mulDivFloor(allAssets(), allShares());
  }

  max_deposit(receiver: Address): i128 {
    return i128.max;
  }

  preview_deposit(assets: i128): i128 {
    return this.convert_to_shares(assets);
  }

  /** Takes tokens of `from`, and mints shares for them. `operator` signs, and needs `from`'s allowance unless it is `from`. */
  deposit(assets: i128, receiver: Address, from: Address, operator: Address): i128 {
    const shares = this.preview_deposit(assets);
    this.take(assets, shares, receiver, from, operator);
    return shares;
  }

  max_mint(receiver: Address): i128 {
    return i128.max;
  }

  preview_mint(shares: i128): i128 {
    return shares.mulDivCeil(allAssets(), allShares());
  }

  /** As `deposit`, for so many shares. Answers the tokens it took. */
  mint(shares: i128, receiver: Address, from: Address, operator: Address): i128 {
    const assets = this.preview_mint(shares);
    this.take(assets, shares, receiver, from, operator);
    return assets;
  }

  max_withdraw(owner: Address): i128 {
    return this.convert_to_assets(balanceOf(owner));
  }

  preview_withdraw(assets: i128): i128 {
    return assets.mulDivCeil(allShares(), allAssets());
  }

  /** Burns shares of `owner`, and pays tokens for them. `operator` signs, and needs an allowance unless it is `owner`. */
  withdraw(assets: i128, receiver: Address, owner: Address, operator: Address): i128 {
    const shares = this.preview_withdraw(assets);
    this.give(assets, shares, receiver, owner, operator);
    return shares;
  }

  max_redeem(owner: Address): i128 {
    return balanceOf(owner);
  }

  preview_redeem(shares: i128): i128 {
    return this.convert_to_assets(shares);
  }

  /** As `withdraw`, of so many shares. Answers the tokens it paid. */
  redeem(shares: i128, receiver: Address, owner: Address, operator: Address): i128 {
    const assets = this.preview_redeem(shares);
    this.give(assets, shares, receiver, owner, operator);
    return assets;
  }

  private take(assets: i128, shares: i128, receiver: Address, from: Address, operator: Address): void {
    operator.requireAuth();
    require(assets > i128.zero && shares > i128.zero, VaultError.InvalidAmount);
    const to = currentContract();
    if (operator === from) call<Val>(loadAsset(), sym('transfer'), Args.of().add(from).add(to).add(assets));
    else call<Val>(loadAsset(), sym('transfer_from'), Args.of().add(operator).add(from).add(to).add(assets));
    mintTokens(receiver, shares);
    publish<Deposit>({ operator, from, receiver, assets, shares });
  }

  private give(assets: i128, shares: i128, receiver: Address, owner: Address, operator: Address): void {
    operator.requireAuth();
    require(assets > i128.zero && shares > i128.zero, VaultError.InvalidAmount);
    if (operator !== owner) spendAllowance(owner, operator, shares);
    this.beforeBurn(owner, shares);
    burnTokens(owner, shares);
    call<Val>(loadAsset(), sym('transfer'), Args.of().add(currentContract()).add(receiver).add(assets));
    publish<Withdraw>({ operator, receiver, owner, assets, shares });
  }
}
