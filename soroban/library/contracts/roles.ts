import {
  type Address,
  type bool,
  contractevent,
  contracttype,
  persistent,
  publish,
  require,
  type Sym,
  topic,
  variant,
} from '@istsi/soroban-sdk';
import { keep } from './lifetime.ts';
import { Ownable, requireOwner } from './ownable.ts';

export enum RolesError {
  /** The account does not have the role. */
  MissingRole = 2000,
}

@contracttype
export class RolesKey {
  /** bool, persistent: there for who has the role. */
  static Member(role: Sym, account: Address): RolesKey {
    return variant();
  }
}

@contractevent
export class RoleGranted {
  @topic role!: Sym;
  @topic account!: Address;
}

@contractevent
export class RoleRevoked {
  @topic role!: Sym;
  @topic account!: Address;
}

export function hasRole(role: Sym, account: Address): bool {
  return persistent.has<RolesKey>(RolesKey.Member(role, account));
}

/** Ends the call unless the account has the role, and signs. */
export function requireRole(role: Sym, account: Address): void {
  account.requireAuth();
  require(hasRole(role, account), RolesError.MissingRole);
  keep<RolesKey>(RolesKey.Member(role, account));
}

/** Asks nobody: for the constructor, or after somebody was asked. Nobody is told of a role that the account has already. */
export function addToRole(role: Sym, account: Address): void {
  if (hasRole(role, account)) return;
  const key = RolesKey.Member(role, account);
  persistent.set<RolesKey, bool>(key, true);
  keep<RolesKey>(key);
  publish<RoleGranted>({ role, account });
}

/** As `addToRole`, the other way. */
export function removeFromRole(role: Sym, account: Address): void {
  require(hasRole(role, account), RolesError.MissingRole);
  persistent.remove<RolesKey>(RolesKey.Member(role, account));
  publish<RoleRevoked>({ role, account });
}

/** A contract whose owner says who may do what. Its constructor calls `setUpOwner`. */
export abstract class Roles extends Ownable {
  has_role(role: Sym, account: Address): bool {
    return hasRole(role, account);
  }

  /** The owner signs. */
  grant_role(role: Sym, account: Address): void {
    requireOwner();
    addToRole(role, account);
  }

  /** The owner signs. */
  revoke_role(role: Sym, account: Address): void {
    requireOwner();
    removeFromRole(role, account);
  }

  /** The account signs. */
  renounce_role(role: Sym, account: Address): void {
    account.requireAuth();
    removeFromRole(role, account);
  }
}
