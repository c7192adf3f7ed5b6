import type { Address, bool, Option, Str, u32 } from '@istsi/soroban-sdk';
import { approvedFor, isOperator, setApproval, setOperator, takeApproval } from './nft/approvals.ts';
import { moveNft } from './nft/movements.ts';
import { loadCollection, nftBalanceOf, ownerOf, uriOf } from './nft/storage.ts';

export { NonFungibleTokenError } from './nft/errors.ts';
export { burnNft, mintNft, moveNft } from './nft/movements.ts';
export { nftBalanceOf, ownerOf, setUpCollection } from './nft/storage.ts';

/**
 * A collection of tokens of which each is the only one (SEP-50). Its constructor calls `setUpCollection`; what mints is the
 * contract's own entry, which calls `mintNft`.
 */
export abstract class NonFungibleToken {
  balance(owner: Address): u32 {
    return nftBalanceOf(owner);
  }

  owner_of(token_id: u32): Address {
    return ownerOf(token_id);
  }

  /** `from` signs. */
  transfer(from: Address, to: Address, token_id: u32): void {
    from.requireAuth();
    this.beforeMove(from, to, token_id);
    moveNft(from, to, token_id);
  }

  /** Moves what somebody else may move: whom it is approved for, or an operator of its owner. `spender` signs. */
  transfer_from(spender: Address, from: Address, to: Address, token_id: u32): void {
    spender.requireAuth();
    takeApproval(spender, from, token_id);
    this.beforeMove(from, to, token_id);
    moveNft(from, to, token_id);
  }

  /** Lets `approved` move one token until a ledger, once. `approver` signs: its owner, or an operator of the owner. */
  approve(approver: Address, approved: Address, token_id: u32, live_until_ledger: u32): void {
    approver.requireAuth();
    setApproval(approver, approved, token_id, live_until_ledger);
  }

  /** Lets `operator` move all tokens of `owner` until a ledger, or no longer with 0. `owner` signs. */
  approve_for_all(owner: Address, operator: Address, live_until_ledger: u32): void {
    owner.requireAuth();
    setOperator(owner, operator, live_until_ledger);
  }

  get_approved(token_id: u32): Option<Address> {
    ownerOf(token_id);
    return approvedFor(token_id);
  }

  is_approved_for_all(owner: Address, operator: Address): bool {
    return isOperator(owner, operator);
  }

  name(): Str {
    return loadCollection().name;
  }

  symbol(): Str {
    return loadCollection().symbol;
  }

  token_uri(token_id: u32): Str {
    ownerOf(token_id);
    return uriOf(token_id);
  }

  /** What has to hold for a token to move: to be overridden, and to end the call where it does not. */
  protected beforeMove(from: Address, to: Address, token_id: u32): void {}
}
