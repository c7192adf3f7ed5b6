import { type Address, type bool, contracttype, instance, ledger, type u32, type u64 } from '@istsi/soroban-sdk';
import type { Action } from './action.ts';
import { DataKey } from './storage.ts';

/** Somebody asks governance to take a role from an account. Kept apart from the proposals, so that a pause reads little. */
@contracttype
export class Contest {
  account!: Address;
  /** Ledger time, seconds: when the proposal expires. */
  until!: u64;
}

/**
 * Whether a revocation that names the account is open. Until it is decided the seat stays where it is, and its holder
 * stops nothing alone: otherwise the seat would be elsewhere, or the system paused again, when the decision comes.
 */
export function isContested(account: Address): bool {
  const now = ledger.timestamp();
  for (const [_, contest] of loadContests()) {
    if (contest.account === account && now < contest.until) return true;
  }
  return false;
}

/** Begins with the proposal, and ends when it is closed or expires. */
export function openContest(proposal: u32, action: Action, until: u64): void {
  if (!action.is('RevokeRole')) return;
  const contest: Contest = { account: action.payload<Address>(0), until };
  storeContests(withoutExpired(loadContests()).set(proposal, contest));
}

export function closeContest(proposal: u32): void {
  const contests = loadContests();
  if (contests.has(proposal)) storeContests(contests.remove(proposal));
}

function withoutExpired(contests: Map<u32, Contest>): Map<u32, Contest> {
  const now = ledger.timestamp();
  let live = contests;
  for (const [proposal, contest] of contests) {
    if (now >= contest.until) live = live.remove(proposal);
  }
  return live;
}

function loadContests(): Map<u32, Contest> {
  return instance.getOr<DataKey, Map<u32, Contest>>(DataKey.Contests(), Map.empty<u32, Contest>());
}

function storeContests(contests: Map<u32, Contest>): void {
  instance.set<DataKey, Map<u32, Contest>>(DataKey.Contests(), contests);
}
