import {
  type Address,
  contracttype,
  type Packed,
  persistent,
  type Sym,
  sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { Action } from './action.ts';
import {
  APPROVALS,
  CREATED,
  EXECUTABLE,
  emptyDocket,
  enter,
  OBJECTIONS,
  type ProposalStatus,
  STATUS,
  setNextId,
} from './docket.ts';
import { namedBy, storeMotion } from './motions.ts';
import { seatOf, voteOf } from './seats.ts';
import { DataKey } from './storage.ts';

// The book as layouts 1 and 2 have it. What an upgrade carries is another payload since layout 1, and so no Action at all:
// the action is read as a value of any kind, and only what still is an action becomes one.

@contracttype
export class FormerProposal {
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
export class FormerBook {
  next_id!: u32;
  proposals!: Map<u32, FormerProposal>;
}

/** The docket as it is while it was not stored: with all that the book of the code before has, votes included. */
export function formerDocket(): Packed {
  const docket = emptyDocket(1);
  if (persistent.has<DataKey>(DataKey.Proposals())) {
    enterAll(docket, persistent.get<DataKey, FormerBook>(DataKey.Proposals()));
  }
  if (persistent.has<DataKey>(DataKey.ProposalBook())) {
    enterAll(docket, persistent.get<DataKey, FormerBook>(DataKey.ProposalBook()));
  }
  return docket;
}

/** Forgets the book, when the docket is stored. */
export function dropFormerProposals(): void {
  if (persistent.has<DataKey>(DataKey.Proposals())) persistent.remove<DataKey>(DataKey.Proposals());
  if (persistent.has<DataKey>(DataKey.ProposalBook())) persistent.remove<DataKey>(DataKey.ProposalBook());
}

function enterAll(docket: Packed, book: FormerBook): void {
  for (const [_, former] of book.proposals) {
    // Of layout 1, which named no canary: it can no longer be carried out.
    const action = former.action.as<Vec<Val>>();
    if (action.length < 4 && action.first().as<Sym>() === sym('UpgradeContract')) continue;
    enterOne(docket, former);
  }
  setNextId(docket, book.next_id);
}

function enterOne(docket: Packed, former: FormerProposal): void {
  const action = former.action.as<Action>();
  const motion = storeMotion({ action, proposer: former.proposer });
  setNextId(docket, former.id);
  const at = enter(docket, seatOf(former.proposer), motion, namedBy(action), former.expires_at);
  docket.setU32(at + STATUS, former.status as u32);
  docket.setU64(at + CREATED, former.created_at);
  docket.setU64(at + EXECUTABLE, former.executable_at);
  docket.setU64(at + APPROVALS, votesOf(former.approvals));
  docket.setU64(at + OBJECTIONS, votesOf(former.objections));
}

function votesOf(voters: Vec<Address>): u64 {
  let votes: u64 = 0;
  for (const voter of voters) votes = votes | voteOf(voter);
  return votes;
}
