import {
  type Address,
  contracttype,
  persistent,
  type Sym,
  sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { Action } from './action.ts';
import type { Proposal, ProposalStatus } from './proposal-book.ts';
import { DataKey } from './storage.ts';

// The book as layout 1 has it. What an upgrade carries is another payload since, and so no Action at all: the action is
// read as a value of any kind, and only what still is an action becomes one.

@contracttype
export class ProposalOfLayout1 {
  action!: Val;
  approvals!: Vec<Address>;
  created_at!: u64;
  executable_at!: u64;
  expires_at!: u64;
  id!: u32;
  objections!: Vec<Address>;
  proposer!: Address;
  status!: ProposalStatus;
}

@contracttype
export class BookOfLayout1 {
  next_id!: u32;
  proposals!: Map<u32, ProposalOfLayout1>;
}

/** Where the numbers of proposals go on, before the migration too. */
export function nextIdOfLayout1(): u32 {
  if (!persistent.has<DataKey>(DataKey.Proposals())) return 1;
  return persistent.get<DataKey, BookOfLayout1>(DataKey.Proposals()).next_id;
}

/** All that the old book has but upgrades, which named no canary and can no longer be carried out. It is gone then. */
export function takeFormerProposals(): Map<u32, Proposal> {
  let kept = Map.empty<u32, Proposal>();
  if (!persistent.has<DataKey>(DataKey.Proposals())) return kept;
  const old = persistent.get<DataKey, BookOfLayout1>(DataKey.Proposals()).proposals;
  for (let i: u32 = 0; i < old.size; i++) {
    const former = old.valueAt(i);
    if (former.action.as<Vec<Val>>().first().as<Sym>() === sym('UpgradeContract')) continue;
    kept = kept.set(former.id, asProposal(former));
  }
  persistent.remove<DataKey>(DataKey.Proposals());
  return kept;
}

function asProposal(former: ProposalOfLayout1): Proposal {
  return {
    action: former.action.as<Action>(),
    approvals: former.approvals,
    created_at: former.created_at,
    executable_at: former.executable_at,
    expires_at: former.expires_at,
    id: former.id,
    objections: former.objections,
    proposer: former.proposer,
    status: former.status,
  };
}
