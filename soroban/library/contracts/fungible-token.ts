import type { Address, i128, MuxedAddress, Str, u32 } from '@istsi/soroban-sdk';
import { allowanceOf, setAllowance, spendAllowance } from './token/allowances.ts';
import { burnTokens, moveTokens, moveTokensTo } from './token/movements.ts';
import { balanceOf, loadMetadata, loadSupply } from './token/storage.ts';

export { allowanceOf, setAllowance, spendAllowance } from './token/allowances.ts';
export { FungibleTokenError } from './token/errors.ts';
export { burnTokens, mintTokens, moveTokens, moveTokensTo } from './token/movements.ts';
export { balanceOf, loadMetadata, loadSupply, setUpToken } from './token/storage.ts';

/**
 * A token of SEP-41. Its constructor calls `setUpToken`; what mints is the contract's own entry, which calls `mintTokens`
 * after it has asked whom it wants to ask.
 */
export abstract class FungibleToken {
  allowance(from: Address, spender: Address): i128 {
    return allowanceOf(from, spender);
  }

  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. `from` signs. */
  approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
    from.requireAuth();
    setAllowance(from, spender, amount, live_until_ledger);
  }

  balance(id: Address): i128 {
    return balanceOf(id);
  }

  /** `from` signs. */
  transfer(from: Address, to: MuxedAddress, amount: i128): void {
    from.requireAuth();
    this.beforeMove(from, to.address, amount);
    moveTokensTo(from, to, amount);
  }

  /** Moves what `from` has allowed `spender` to move. `spender` signs. */
  transfer_from(spender: Address, from: Address, to: Address, amount: i128): void {
    spender.requireAuth();
    spendAllowance(from, spender, amount);
    this.beforeMove(from, to, amount);
    moveTokens(from, to, amount);
  }

  /** `from` signs. */
  burn(from: Address, amount: i128): void {
    from.requireAuth();
    this.beforeBurn(from, amount);
    burnTokens(from, amount);
  }

  /** Burns what `from` has allowed `spender` to move. `spender` signs. */
  burn_from(spender: Address, from: Address, amount: i128): void {
    spender.requireAuth();
    spendAllowance(from, spender, amount);
    this.beforeBurn(from, amount);
    burnTokens(from, amount);
  }

  decimals(): u32 {
    return loadMetadata().decimal;
  }

  name(): Str {
    return loadMetadata().name;
  }

  symbol(): Str {
    return loadMetadata().symbol;
  }

  total_supply(): i128 {
    return loadSupply();
  }

  /** What has to hold for tokens to move: to be overridden, and to end the call where it does not. */
  protected beforeMove(from: Address, to: Address, amount: i128): void {}

  /** The same for tokens to be burned. */
  protected beforeBurn(from: Address, amount: i128): void {}
}
