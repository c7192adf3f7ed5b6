import {
  type Address,
  type bool,
  contracttype,
  ledger,
  publish,
  require,
  temporary,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import { Role } from '../shared/roles.ts';
import { DAY_IN_LEDGERS, touchInstance } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import type { RoleGranted, RoleOffered, RoleRevoked } from './events.ts';
import { holdsRole, moveRole } from './permissions.ts';
import { isContested } from './proposal-book.ts';
import { DataKey, loadGovernance } from './storage.ts';

/** `from` wants to give its role to whoever the key names. */
@contracttype
export class Succession {
  /** Governance decided it; the holder alone cannot hand every role over. */
  decided!: bool;
  from!: Address;
  live_until_ledger!: u32;
}

const OFFER_LIFETIME: u32 = 7 * DAY_IN_LEDGERS;
/** Seconds for which a successor keeps what it took over, so that a revocation finds a seat where it was seen. */
const SETTLING: u64 = 86_400;

/** First half of a hand-over: the holder names its successor, who has a week to accept. */
export function offerRole(caller: Address, to: Address, role: Role): void {
  caller.requireAuth();
  touchInstance();
  require(holdsRole(caller, role), IntegrationError.InsufficientPermissions);
  require(role !== Role.SuperAdmin || isAlone(), IntegrationError.InsufficientPermissions);
  offer(caller, to, role, false);
}

/** The same for a Super Admin, by decision of governance; its successor still has to accept. */
export function offerSeat(from: Address, to: Address): void {
  offer(from, to, Role.SuperAdmin, true);
}

/** Second half: the successor takes the role and the former holder loses it, in one step. */
export function acceptRole(account: Address, role: Role): void {
  account.requireAuth();
  touchInstance();
  const key = DataKey.Succession(account, role);
  require(temporary.has<DataKey>(key), IntegrationError.InvalidOperationState);
  const succession = temporary.get<DataKey, Succession>(key);
  require(ledger.sequence() <= succession.live_until_ledger, IntegrationError.OperationTimeout);
  requireMovable(succession.from, account, role);
  const isDecided = role !== Role.SuperAdmin || succession.decided || isAlone();
  require(isDecided, IntegrationError.InsufficientPermissions);
  temporary.remove<DataKey>(key);
  moveRole(succession.from, account, role);
  settle(account, role);
  publish<RoleGranted>({ account, role, by: succession.from });
  publish<RoleRevoked>({ account: succession.from, role, by: account });
}

/** What can be said about a hand-over before it is accepted, and is asked again then. */
export function requireMovable(from: Address, to: Address, role: Role): void {
  // The role may have been taken from the offerer meanwhile, and then it was not theirs to give.
  require(holdsRole(from, role) && !holdsRole(to, role), IntegrationError.InvalidOperationState);
  require(!isContested(from), IntegrationError.RevocationOpen);
}

function offer(from: Address, to: Address, role: Role, decided: bool): void {
  requireMovable(from, to, role);
  requireSettled(from, role);
  requireFree(from, to, role);
  const live_until_ledger = ledger.sequence() + OFFER_LIFETIME;
  const succession: Succession = { decided, from, live_until_ledger };
  const key = DataKey.Succession(to, role);
  temporary.set<DataKey, Succession>(key, succession);
  temporary.extendTtl<DataKey>(key, OFFER_LIFETIME, OFFER_LIFETIME);
  publish<RoleOffered>({ to, role, from, live_until_ledger });
}

/** The holder's own offer is renewed; nobody takes the place of another's that can still be accepted. */
function requireFree(from: Address, to: Address, role: Role): void {
  const key = DataKey.Succession(to, role);
  if (!temporary.has<DataKey>(key)) return;
  const standing = temporary.get<DataKey, Succession>(key);
  const isLive = ledger.sequence() <= standing.live_until_ledger && holdsRole(standing.from, role);
  require(standing.from === from || !isLive, IntegrationError.DuplicateOperation);
}

function settle(account: Address, role: Role): void {
  const key = DataKey.SettledAt(account, role);
  temporary.set<DataKey, u64>(key, ledger.timestamp() + SETTLING);
  // Not forgotten before it ends, even if ledgers closed every second.
  temporary.extendTtl<DataKey>(key, SETTLING as u32, SETTLING as u32);
}

function requireSettled(account: Address, role: Role): void {
  if (isAlone()) return;
  const settled_at = temporary.getOr<DataKey, u64>(DataKey.SettledAt(account, role), 0);
  require(ledger.timestamp() >= settled_at, IntegrationError.InvalidOperationState);
}

// Where one Super Admin decides alone, nothing is gained by asking governance about what is its own.
function isAlone(): bool {
  return loadGovernance().threshold < 2;
}
