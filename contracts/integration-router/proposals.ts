import { type Address, Bytes, ledger, publish, require, type u32, Vec } from '@istsi/soroban-sdk';
import type { Action } from './action.ts';
import { requireSound } from './action-checks.ts';
import { IntegrationError } from './errors.ts';
import type { ProposalApproved, ProposalCreated, ProposalObjected } from './events.ts';
import { perform } from './governance.ts';
import { holdersOf, MAY_GOVERN } from './permissions.ts';
import {
  addProposal,
  closeProposal,
  isExpired,
  loadProposal,
  openProposals,
  type Proposal,
  ProposalStatus,
  storeProposal,
  without,
} from './proposal-book.ts';
import { loadGovernance } from './storage.ts';

// One Super Admin cannot fill the book, by number or by size, and so keep the others from proposing or voting.
const MAX_OPEN_PER_PROPOSER: u32 = 5;
/** Bytes of XDR, of all open actions together. The largest exchange configuration takes less than 3 KiB. */
const MAX_BYTES_PER_PROPOSER: u32 = 4_096;

/** Opens a proposal. It carries no approval yet, not even its proposer's. */
export function propose(proposer: Address, action: Action): u32 {
  requireSound(action);
  requireRoom(proposer, action);
  const created_at = ledger.timestamp();
  const expires_at = created_at + loadGovernance().expiry;
  const proposal: Proposal = {
    action,
    approvals: Vec.empty<Address>(),
    created_at,
    executable_at: 0,
    expires_at,
    id: 0,
    objections: Vec.empty<Address>(),
    proposer,
    status: ProposalStatus.Open,
  };
  const id = addProposal(proposal);
  publish<ProposalCreated>({ id, proposer, action, expires_at });
  return id;
}

/** The approval that makes the threshold starts the delay. An objection of the same Super Admin is withdrawn. */
export function approve(approver: Address, id: u32): void {
  const proposal = loadOpen(id);
  require(!proposal.approvals.includes(approver), IntegrationError.DuplicateOperation);
  const governance = loadGovernance();
  const wasEnough = proposal.executable_at !== 0 && proposal.approvals.length >= governance.threshold;
  proposal.approvals = proposal.approvals.push(approver);
  proposal.objections = without(proposal.objections, approver);
  if (!wasEnough && proposal.approvals.length >= governance.threshold) {
    proposal.executable_at = ledger.timestamp() + governance.delay;
  }
  storeProposal(proposal);
  publish<ProposalApproved>({
    id,
    approver,
    approvals: proposal.approvals.length,
    executable_at: proposal.executable_at,
  });
}

/** Closed before it acts: nothing that the action does can execute it again. */
export function execute(caller: Address, id: u32): void {
  const proposal = loadOpen(id);
  require(proposal.approvals.length >= loadGovernance().threshold, IntegrationError.InvalidOperationState);
  require(proposal.executable_at !== 0, IntegrationError.InvalidOperationState);
  require(ledger.timestamp() >= proposal.executable_at, IntegrationError.InvalidOperationState);
  closeProposal(proposal, ProposalStatus.Executed, caller);
  perform(caller, proposal.action);
}

/**
 * The proposer takes the proposal back. From any other Super Admin it is an objection, which also withdraws their
 * approval; the proposal is cancelled when so many object that the threshold can no longer be reached. A minority
 * therefore stops nothing, not even its own removal.
 */
export function cancel(caller: Address, id: u32): void {
  const proposal = loadOpen(id);
  if (caller !== proposal.proposer) {
    require(!proposal.objections.includes(caller), IntegrationError.DuplicateOperation);
    object(caller, proposal);
    const others = holdersOf(MAY_GOVERN).length - proposal.objections.length;
    if (others >= loadGovernance().threshold) {
      storeProposal(proposal);
      return;
    }
  }
  closeProposal(proposal, ProposalStatus.Cancelled, caller);
}

function object(caller: Address, proposal: Proposal): void {
  proposal.objections = proposal.objections.push(caller);
  proposal.approvals = without(proposal.approvals, caller);
  if (proposal.approvals.length < loadGovernance().threshold) proposal.executable_at = 0;
  publish<ProposalObjected>({ id: proposal.id, objector: caller, objections: proposal.objections.length });
}

function loadOpen(id: u32): Proposal {
  const proposal = loadProposal(id);
  require(proposal.status === ProposalStatus.Open, IntegrationError.InvalidOperationState);
  require(!isExpired(proposal), IntegrationError.OperationTimeout);
  return proposal;
}

function requireRoom(proposer: Address, action: Action): void {
  let count: u32 = 1;
  let size = sizeOf(action);
  for (const proposal of openProposals()) {
    if (proposal.proposer !== proposer) continue;
    count += 1;
    size += sizeOf(proposal.action);
  }
  require(count <= MAX_OPEN_PER_PROPOSER, IntegrationError.InvalidOperationState);
  require(size <= MAX_BYTES_PER_PROPOSER, IntegrationError.InvalidOperationState);
}

function sizeOf(action: Action): u32 {
  return Bytes.serialize<Action>(action).length;
}
