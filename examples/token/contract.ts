import { FungibleToken, mintTokens, setUpToken } from '@istsi/soroban-library/fungible-token';
import { requireOwner, setUpOwner } from '@istsi/soroban-library/ownable';
import { type Address, contract, type i128, type Str, type u32 } from '@istsi/soroban-sdk';

/** A token of SEP-41, of the library, that its administrator mints. */
@contract
export class Token extends FungibleToken {
  __constructor(admin: Address, decimal: u32, name: Str, symbol: Str): void {
    setUpOwner(admin);
    setUpToken(decimal, name, symbol);
  }

  mint(to: Address, amount: i128): void {
    requireOwner();
    mintTokens(to, amount);
  }
}
