import { type Address, type bool, fail, type Option, require, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import { addReceiver } from './activity.ts';
import { bookAct, bookReceived, bookUsage, finish, storeParty } from './booking.ts';
import { admit, isLimited } from './compliance.ts';
import { KycError } from './errors.ts';
import { alongside, isSameIdentity, type Party, partyOf } from './parties.ts';
import { isCaller } from './storage.ts';

export function requireRegisteredCaller(caller: Address): void {
  caller.requireAuth();
  require(isCaller(caller), KycError.NotARegisteredCaller);
}

/**
 * Checks and books a movement of tokens on both sides; `to` is nobody when tokens are destroyed. What the movement says
 * about somebody's habits, it says about `actor`, who decided it: the holder, or a spender that the holder allowed to.
 */
export function authorizeTransfer(actor: Address, from: Address, to: Option<Address>, amount: u64): void {
  const sender = partyOf(from, OperationType.Transfer);
  const receiver = to.isSome ? alongside(partyOf(to.unwrap(), OperationType.Transfer), sender) : sender;
  const decider = actor === from ? sender : deciderOf(actor, sender, receiver);
  const limited = to.isSome ? isLimited(sender, receiver) : !sender.isSystem;
  admit(sender, OperationType.Transfer, amount, limited);
  if (to.isSome) admitAfter(sender, receiver, amount, limited);
  if (actor !== from) admitAfter(isSameIdentity(decider, receiver) ? receiver : sender, decider, amount, false);
  // Nothing moves: nothing is booked, and nobody looks any different for it.
  if (amount === 0) return;

  if (limited) book(sender, receiver, decider, amount, to.isNone);
  storeAll(sender, receiver, decider);
}

function deciderOf(actor: Address, sender: Party, receiver: Party): Party {
  return alongside(alongside(partyOf(actor, OperationType.Transfer), sender), receiver);
}

/** What lets an identity pass once lets all its addresses pass in the same movement. */
function admitAfter(first: Party, party: Party, amount: u64, limited: bool): void {
  if (!isSameIdentity(first, party)) admit(party, OperationType.Transfer, amount, limited);
  else if (party.refusal !== 0) fail(party.refusal);
}

function book(sender: Party, receiver: Party, decider: Party, amount: u64, isBurn: bool): void {
  bookUsage(sender, amount);
  if (!isBurn) {
    // Between addresses of one identity nobody else got anything, and the amount counts once.
    if (isSameIdentity(sender, receiver)) return;
    bookUsage(receiver, amount);
    bookReceived(receiver, amount);
  }
  if (decider.isSystem) return;
  bookAct(decider, OperationType.Transfer, amount);
  if (!isBurn && !isSameIdentity(receiver, decider)) addReceiver(decider.activity, receiver.identity.id);
}

// Whoever takes part is written even when nothing was booked: what is written must not depend on what was found.
function storeAll(sender: Party, receiver: Party, decider: Party): void {
  if (!decider.isSystem) finish(decider, OperationType.Transfer);
  if (!sender.isSystem && !isSameIdentity(sender, decider)) storeParty(sender, OperationType.Transfer);
  if (receiver.isSystem || isSameIdentity(receiver, decider) || isSameIdentity(receiver, sender)) return;
  storeParty(receiver, OperationType.Transfer);
}
