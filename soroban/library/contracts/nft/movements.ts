import { type Address, persistent, publish, require, temporary, type u32 } from '@istsi/soroban-sdk';
import { NonFungibleTokenError } from './errors.ts';
import type { NftBurn, NftMint, NftTransfer } from './events.ts';
import { NftKey, nftBalanceOf, ownerOf, storeNftBalance, storeOwner } from './storage.ts';

// None of these asks anybody.

/** Moves a token of `from`. Whom it was approved for may no longer move it. */
export function moveNft(from: Address, to: Address, token_id: u32): void {
  leave(from, token_id);
  storeNftBalance(to, nftBalanceOf(to) + 1);
  storeOwner(token_id, to);
  publish<NftTransfer>({ from, to, token_id });
}

export function mintNft(to: Address, token_id: u32): void {
  require(!persistent.has<NftKey>(NftKey.TokenOwner(token_id)), NonFungibleTokenError.AlreadyMinted);
  storeNftBalance(to, nftBalanceOf(to) + 1);
  storeOwner(token_id, to);
  publish<NftMint>({ to, token_id });
}

export function burnNft(from: Address, token_id: u32): void {
  leave(from, token_id);
  persistent.remove<NftKey>(NftKey.TokenOwner(token_id));
  publish<NftBurn>({ from, token_id });
}

function leave(from: Address, token_id: u32): void {
  require(ownerOf(token_id) === from, NonFungibleTokenError.NotTheOwner);
  storeNftBalance(from, nftBalanceOf(from) - 1);
  temporary.remove<NftKey>(NftKey.Approval(token_id));
}
