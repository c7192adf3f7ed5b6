import { type Address, type bool, ledger, Option, publish, require, temporary, type u32 } from '@istsi/soroban-sdk';
import { NonFungibleTokenError } from './errors.ts';
import type { ApproveForAll, NftApprove } from './events.ts';
import { type NftApproval, NftKey, ownerOf } from './storage.ts';

// None of these asks for a signature.

export function approvedFor(token_id: u32): Option<Address> {
  const key = NftKey.Approval(token_id);
  if (!temporary.has<NftKey>(key)) return Option.none<Address>();
  const approval = temporary.get<NftKey, NftApproval>(key);
  const isOver = approval.live_until_ledger < ledger.sequence();
  return isOver ? Option.none<Address>() : Option.some(approval.approved);
}

export function isOperator(owner: Address, operator: Address): bool {
  const key = NftKey.Operator(owner, operator);
  return temporary.has<NftKey>(key) && temporary.get<NftKey, u32>(key) >= ledger.sequence();
}

/** The approver's own address takes an approval back. */
export function setApproval(approver: Address, approved: Address, token_id: u32, live_until_ledger: u32): void {
  const owner = ownerOf(token_id);
  require(approver === owner || isOperator(owner, approver), NonFungibleTokenError.NotApproved);
  const key = NftKey.Approval(token_id);
  if (approved === approver) {
    temporary.remove<NftKey>(key);
  } else {
    const lifetime = ledgersUntil(live_until_ledger);
    temporary.set<NftKey, NftApproval>(key, { approved, live_until_ledger });
    temporary.extendTtl<NftKey>(key, lifetime, lifetime);
  }
  publish<NftApprove>({ owner, token_id, approved, live_until_ledger });
}

export function setOperator(owner: Address, operator: Address, live_until_ledger: u32): void {
  const key = NftKey.Operator(owner, operator);
  if (live_until_ledger === 0) {
    temporary.remove<NftKey>(key);
  } else {
    const lifetime = ledgersUntil(live_until_ledger);
    temporary.set<NftKey, u32>(key, live_until_ledger);
    temporary.extendTtl<NftKey>(key, lifetime, lifetime);
  }
  publish<ApproveForAll>({ owner, operator, live_until_ledger });
}

/** Ends the call unless `spender` may move the token of `from`. */
export function takeApproval(spender: Address, from: Address, token_id: u32): void {
  if (spender === from || isOperator(from, spender)) return;
  const approved = approvedFor(token_id);
  require(approved.isSome && approved.unwrap() === spender, NonFungibleTokenError.NotApproved);
}

function ledgersUntil(live_until_ledger: u32): u32 {
  const now = ledger.sequence();
  const isPossible = live_until_ledger >= now && live_until_ledger <= ledger.maxLiveUntil();
  require(isPossible, NonFungibleTokenError.InvalidExpiration);
  return live_until_ledger - now;
}
