import { type Address, type bool, publish, require, type u32, Vec } from '@istsi/soroban-sdk';
import { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import type { RoleGranted, RoleRevoked } from './events.ts';
import { strikeOut } from './proposal-book.ts';
import { heldOf, loadRoles, storeHeld } from './role-book.ts';
import { countHolders, END, heldAt, heldBy, holderAt, PLACE, seated, unseated } from './role-places.ts';
import { loadGovernance } from './storage.ts';

// The access control matrix: one set of roles per right. A role is the bit 1 << role.
const SUPER_ADMIN: u32 = 1;
const SYSTEM_ADMIN: u32 = 2;
const COMPLIANCE_OFFICER: u32 = 4;
export const OPERATOR: u32 = 8;
const GUARDIAN: u32 = 16;
const ANY: u32 = 31;

export const MAY_GOVERN: u32 = SUPER_ADMIN;
export const MAY_ADMINISTER: u32 = SUPER_ADMIN | SYSTEM_ADMIN;
export const MAY_PAUSE: u32 = SUPER_ADMIN | SYSTEM_ADMIN | COMPLIANCE_OFFICER | GUARDIAN;
/** Intervening in a stuck operation. */
export const MAY_OVERRIDE: u32 = SUPER_ADMIN | COMPLIANCE_OFFICER;
export const MAY_OPERATE: u32 = SUPER_ADMIN | SYSTEM_ADMIN | OPERATOR;

// There is a place for each (role-places.ts). However many there are, governance still seats a Super Admin, up to so many.
const MAX_ROLE_HOLDERS: u32 = 64;
const MAX_SEATS: u32 = 16;
const MAX_OPERATORS: u32 = 32;

/** Authorizes `caller` and demands that it holds one of the roles in `allowed`. */
export function requireRole(caller: Address, allowed: u32): void {
  caller.requireAuth();
  touchInstance();
  requireHeld(caller, allowed);
}

/** Demands a role of somebody who authorized this call already. */
export function requireHeld(caller: Address, allowed: u32): void {
  const held = rolesOf(caller);
  require(held !== 0, IntegrationError.Unauthorized);
  require((held & allowed) !== 0, IntegrationError.InsufficientPermissions);
}

export function rolesOf(account: Address): u32 {
  return heldOf(account);
}

export function holdsRole(account: Address, role: Role): bool {
  return (rolesOf(account) & bit(role)) !== 0;
}

export function listRoles(account: Address): Vec<Role> {
  const held = rolesOf(account);
  let list = Vec.empty<Role>();
  if ((held & SUPER_ADMIN) !== 0) list = list.push(Role.SuperAdmin);
  if ((held & SYSTEM_ADMIN) !== 0) list = list.push(Role.SystemAdmin);
  if ((held & COMPLIANCE_OFFICER) !== 0) list = list.push(Role.ComplianceOfficer);
  if ((held & OPERATOR) !== 0) list = list.push(Role.Operator);
  if ((held & GUARDIAN) !== 0) list = list.push(Role.Guardian);
  return list;
}

/** Every address that holds one of the roles in `wanted`, in the order of their places. */
export function holdersOf(wanted: u32): Vec<Address> {
  const roles = loadRoles();
  let holders = Vec.empty<Address>();
  for (let at: u32 = 0; at < END; at += PLACE) {
    if ((heldAt(roles, at) & wanted) !== 0) holders = holders.push(holderAt(roles, at));
  }
  return holders;
}

export function countSuperAdmins(): u32 {
  return countHolders(loadRoles(), SUPER_ADMIN);
}

/** The Super Admin whose place comes first; there is always one. */
export function firstSuperAdmin(): Address {
  return holdersOf(SUPER_ADMIN).at(0);
}

/** Directly only operators are appointed: every other role lets its holder stop or change something, and takes governance. */
export function grantRole(caller: Address, account: Address, role: Role): void {
  requireRole(caller, MAY_ADMINISTER);
  require(role === Role.Operator, IntegrationError.InsufficientPermissions);
  assignRole(caller, account, role);
}

/**
 * A Super Admin takes the other roles at once: taking a right away must not wait. Its own kind and guardians, who are there
 * to stop what others do, are governance's.
 */
export function revokeRole(caller: Address, account: Address, role: Role): void {
  requireRole(caller, role === Role.Operator ? MAY_ADMINISTER : MAY_GOVERN);
  require(role !== Role.SuperAdmin && role !== Role.Guardian, IntegrationError.InsufficientPermissions);
  unassignRole(caller, account, role);
}

/** Gives a role. Who may is the caller's business. */
export function assignRole(by: Address, account: Address, role: Role): void {
  addRole(account, role);
  publish<RoleGranted>({ account, role, by });
}

/** Takes a role. Who may is the caller's business. */
export function unassignRole(by: Address, account: Address, role: Role): void {
  removeRole(account, role);
  publish<RoleRevoked>({ account, role, by });
}

/** A hand-over: as many hold the role afterwards as before. */
export function moveRole(from: Address, to: Address, role: Role): void {
  take(from, role);
  give(to, role);
}

/** Used by the constructor, where nobody holds a role yet. */
export function addRole(account: Address, role: Role): void {
  // Operators are appointed by any System Admin: they leave room for those whom governance appoints.
  const isRoom =
    role !== Role.Operator || countHolders(loadRoles(), OPERATOR) < MAX_OPERATORS || holdsRole(account, role);
  require(isRoom, IntegrationError.InvalidOperationState);
  give(account, role);
}

function removeRole(account: Address, role: Role): void {
  // Those who are left must be able to reach the threshold.
  const isEnough = role !== Role.SuperAdmin || countSuperAdmins() > loadGovernance().threshold;
  require(isEnough, IntegrationError.InvalidOperationState);
  take(account, role);
}

function give(account: Address, role: Role): void {
  const roles = loadRoles();
  const held = heldBy(roles, account);
  const isSeated = role === Role.SuperAdmin && countHolders(roles, SUPER_ADMIN) < MAX_SEATS;
  const isRoom = held !== 0 || countHolders(roles, ANY) < MAX_ROLE_HOLDERS || isSeated;
  require(isRoom, IntegrationError.InvalidOperationState);
  const isNewSeat = role === Role.SuperAdmin && (held & SUPER_ADMIN) === 0;
  storeHeld(roles, account, (isNewSeat ? seated(roles, held) : held) | bit(role));
}

function take(account: Address, role: Role): void {
  require(holdsRole(account, role), IntegrationError.InvalidOperationState);
  if (role === Role.SuperAdmin) strikeOut(account);
  const roles = loadRoles();
  const held = heldBy(roles, account) ^ bit(role);
  storeHeld(roles, account, role === Role.SuperAdmin ? unseated(held) : held);
}

function bit(role: Role): u32 {
  return 1 << (role as u32);
}
