import { burnNft, mintNft, NonFungibleToken, setUpCollection } from '@istsi/soroban-library/non-fungible-token';
import { requireOwner, setUpOwner } from '@istsi/soroban-library/ownable';
import { type Address, contract, type Str, type u32 } from '@istsi/soroban-sdk';

@contract
export class Art extends NonFungibleToken {
  __constructor(owner: Address, base_uri: Str, name: Str, symbol: Str): void {
    setUpOwner(owner);
    setUpCollection(base_uri, name, symbol);
  }

  mint(to: Address, token_id: u32): void {
    requireOwner();
    mintNft(to, token_id);
  }

  burn(from: Address, token_id: u32): void {
    from.requireAuth();
    burnNft(from, token_id);
  }
}
