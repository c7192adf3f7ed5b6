import { FungibleToken, mintTokens, setUpToken } from '@istsi/soroban-library/fungible-token';
import { requireOwner, setUpOwner } from '@istsi/soroban-library/ownable';
import { pauseContract, requireNotPaused } from '@istsi/soroban-library/pausable';
import { type Address, contract, type i128, type Str, type u32 } from '@istsi/soroban-sdk';

/** A token whose owner mints, and may stop movements for good. */
@contract
export class Coin extends FungibleToken {
  __constructor(owner: Address, decimals: u32, name: Str, symbol: Str): void {
    setUpOwner(owner);
    setUpToken(decimals, name, symbol);
  }

  mint(to: Address, amount: i128): void {
    requireOwner();
    mintTokens(to, amount);
  }

  freeze(): void {
    requireOwner();
    pauseContract();
  }

  protected override beforeMove(from: Address, to: Address, amount: i128): void {
    requireNotPaused();
    super.beforeMove(from, to, amount);
  }
}
