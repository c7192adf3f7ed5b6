import { type Address, ledger, publish, require, type u32 } from '@istsi/soroban-sdk';
import type { Action } from './action.ts';
import { requirePossible, requireSound } from './action-checks.ts';
import { APPROVALS, close, EXECUTABLE, motionAt, OBJECTIONS, ProposalStatus, placeOfOpen, strike } from './docket.ts';
import { IntegrationError } from './errors.ts';
import type { ProposalApproved, ProposalObjected } from './events.ts';
import { perform } from './governance.ts';
import { loadMotion } from './motions.ts';
import { countSuperAdmins } from './permissions.ts';
import { addProposal, loadDocket, storeDocket } from './proposal-book.ts';
import { countVotes, voteOf } from './seats.ts';
import { loadGovernance } from './storage.ts';

/** Opens a proposal, of what can be performed. */
export function propose(proposer: Address, action: Action): u32 {
  requireSound(action);
  requirePossible(action);
  return addProposal(proposer, action);
}

/** The approval that makes the threshold starts the delay. An objection of the same Super Admin is withdrawn. */
export function approve(approver: Address, id: u32): void {
  const docket = loadDocket();
  const at = placeOfOpen(docket, id);
  const vote = voteOf(approver);
  require((docket.u64At(at + APPROVALS) & vote) === 0, IntegrationError.DuplicateOperation);
  const governance = loadGovernance();
  const wasEnough =
    docket.u64At(at + EXECUTABLE) !== 0 && countVotes(docket.u64At(at + APPROVALS)) >= governance.threshold;
  docket.setU64(at + APPROVALS, docket.u64At(at + APPROVALS) | vote);
  const objections = docket.u64At(at + OBJECTIONS);
  docket.setU64(at + OBJECTIONS, objections ^ (objections & vote));
  const approvals = countVotes(docket.u64At(at + APPROVALS));
  if (!wasEnough && approvals >= governance.threshold) {
    docket.setU64(at + EXECUTABLE, ledger.timestamp() + governance.delay);
  }
  storeDocket(docket);
  publish<ProposalApproved>({ id, approver, approvals, executable_at: docket.u64At(at + EXECUTABLE) });
}

/** Closed before it acts: nothing that the action does can execute it again. */
export function execute(caller: Address, id: u32): void {
  const docket = loadDocket();
  const at = placeOfOpen(docket, id);
  const executable_at = docket.u64At(at + EXECUTABLE);
  const isApproved = countVotes(docket.u64At(at + APPROVALS)) >= loadGovernance().threshold;
  const isDue = executable_at !== 0 && ledger.timestamp() >= executable_at;
  require(isApproved && isDue, IntegrationError.InvalidOperationState);
  close(docket, at, ProposalStatus.Executed, caller);
  storeDocket(docket);
  perform(caller, loadMotion(motionAt(docket, at)).action);
}

/**
 * The proposer takes the proposal back. From any other Super Admin it is an objection, which also withdraws their
 * approval; the proposal is cancelled when so many object that the threshold can no longer be reached. A minority
 * therefore stops nothing, not even its own removal.
 */
export function cancel(caller: Address, id: u32): void {
  const docket = loadDocket();
  const at = placeOfOpen(docket, id);
  const threshold = loadGovernance().threshold;
  let isOver = caller === loadMotion(motionAt(docket, at)).proposer;
  if (!isOver) {
    const vote = voteOf(caller);
    const before = docket.u64At(at + OBJECTIONS);
    require((before & vote) === 0, IntegrationError.DuplicateOperation);
    strike(docket, at, vote, threshold);
    docket.setU64(at + OBJECTIONS, before | vote);
    const objections = countVotes(before | vote);
    publish<ProposalObjected>({ id, objector: caller, objections });
    isOver = countSuperAdmins() - objections < threshold;
  }
  if (isOver) close(docket, at, ProposalStatus.Cancelled, caller);
  storeDocket(docket);
}
