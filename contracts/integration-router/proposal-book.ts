import {
  type Address,
  Bytes,
  type bool,
  contracttype,
  ledger,
  persistent,
  publish,
  require,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import type { Action } from './action.ts';
import { closeContest, openContest } from './contests.ts';
import { IntegrationError } from './errors.ts';
import type { ProposalCancelled, ProposalExecuted } from './events.ts';
import { nextIdOfLayout1 } from './former-proposals.ts';
import { DataKey, loadGovernance } from './storage.ts';

export enum ProposalStatus {
  /** Can be approved, and executed when it is time, until it expires. */
  Open = 0,
  Executed = 1,
  Cancelled = 2,
}

/** A decision that Super Admins are taking. All times are ledger time, seconds. */
@contracttype
export class Proposal {
  action!: Action;
  /** Those who approve and still are Super Admins. */
  approvals!: Vec<Address>;
  created_at!: u64;
  /** 0 while approvals are missing. */
  executable_at!: u64;
  /** From then on it can no longer be executed. */
  expires_at!: u64;
  id!: u32;
  /** Those who object and still are Super Admins. */
  objections!: Vec<Address>;
  proposer!: Address;
  status!: ProposalStatus;
}

/** All that is open, and the last of what is closed. */
@contracttype
export class ProposalBook {
  next_id!: u32;
  proposals!: Map<u32, Proposal>;
}

const MAX_PROPOSALS: u32 = 40;
/** Bytes of XDR. An entry holds 64 KiB: a quarter is left for votes. */
const MAX_BYTES: u32 = 49_152;

export function loadBook(): ProposalBook {
  if (persistent.has<DataKey>(DataKey.ProposalBook()))
    return persistent.get<DataKey, ProposalBook>(DataKey.ProposalBook());
  return { next_id: nextIdOfLayout1(), proposals: Map.empty<u32, Proposal>() };
}

function storeBook(book: ProposalBook): void {
  persistent.set<DataKey, ProposalBook>(DataKey.ProposalBook(), book);
  touch<DataKey>(DataKey.ProposalBook());
}

export function loadProposal(id: u32): Proposal {
  const book = loadBook();
  require(book.proposals.has(id), IntegrationError.InvalidOperationState);
  return book.proposals.get(id);
}

export function storeProposal(proposal: Proposal): void {
  const book = loadBook();
  book.proposals = book.proposals.set(proposal.id, proposal);
  storeBook(book);
}

/** Adds a proposal under the next number; the oldest that are closed make room for it. */
export function addProposal(proposal: Proposal): u32 {
  const book = loadBook();
  const size = Bytes.serialize<Proposal>(proposal).length;
  while (book.proposals.size >= MAX_PROPOSALS || sizeOf(book) + size > MAX_BYTES) {
    book.proposals = withoutOldestClosed(book.proposals);
  }
  proposal.id = book.next_id;
  book.next_id += 1;
  book.proposals = book.proposals.set(proposal.id, proposal);
  storeBook(book);
  openContest(proposal.id, proposal.action, proposal.expires_at);
  return proposal.id;
}

/** What was proposed before a migration; open revocations hold their seats from now on. */
export function addFormerProposals(former: Map<u32, Proposal>): void {
  const book = loadBook();
  for (let i: u32 = 0; i < former.size; i++) {
    const proposal = former.valueAt(i);
    book.proposals = book.proposals.set(proposal.id, proposal);
    if (isOpen(proposal)) openContest(proposal.id, proposal.action, proposal.expires_at);
  }
  storeBook(book);
}

/** Open and not expired, oldest first. */
export function openProposals(): Vec<Proposal> {
  const proposals = loadBook().proposals;
  let open = Vec.empty<Proposal>();
  for (let i: u32 = 0; i < proposals.size; i++) {
    const proposal = proposals.valueAt(i);
    if (isOpen(proposal)) open = open.push(proposal);
  }
  return open;
}

export function isOpen(proposal: Proposal): bool {
  return proposal.status === ProposalStatus.Open && !isExpired(proposal);
}

export function isExpired(proposal: Proposal): bool {
  return ledger.timestamp() >= proposal.expires_at;
}

/**
 * Whoever is no Super Admin any more has no vote, not even after becoming one again, and what they proposed goes with
 * them: a seat that moves leaves no proposals behind.
 */
export function strikeOut(account: Address): void {
  const threshold = loadGovernance().threshold;
  for (const proposal of openProposals()) {
    if (proposal.proposer === account) closeProposal(proposal, ProposalStatus.Cancelled, account);
    else strikeVotes(proposal, account, threshold);
  }
}

/** Nothing happens to it any more. */
export function closeProposal(proposal: Proposal, status: ProposalStatus, caller: Address): void {
  proposal.status = status;
  storeProposal(proposal);
  closeContest(proposal.id);
  const id = proposal.id;
  if (status === ProposalStatus.Executed) publish<ProposalExecuted>({ id, caller });
  else publish<ProposalCancelled>({ id, caller });
}

function strikeVotes(proposal: Proposal, account: Address, threshold: u32): void {
  const votes = proposal.approvals.length + proposal.objections.length;
  proposal.approvals = without(proposal.approvals, account);
  proposal.objections = without(proposal.objections, account);
  if (proposal.approvals.length + proposal.objections.length === votes) return;
  // Approvals that are found again later start the delay again.
  if (proposal.approvals.length < threshold) proposal.executable_at = 0;
  storeProposal(proposal);
}

export function without(list: Vec<Address>, account: Address): Vec<Address> {
  const position = list.indexOf(account);
  return position.isSome ? list.remove(position.unwrap()) : list;
}

function sizeOf(book: ProposalBook): u32 {
  return Bytes.serialize<ProposalBook>(book).length;
}

function withoutOldestClosed(proposals: Map<u32, Proposal>): Map<u32, Proposal> {
  for (let i: u32 = 0; i < proposals.size; i++) {
    if (!isOpen(proposals.valueAt(i))) return proposals.remove(proposals.keyAt(i));
  }
  throw IntegrationError.InvalidOperationState;
}
