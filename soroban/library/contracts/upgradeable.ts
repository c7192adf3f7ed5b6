import { type BytesN, type bool, contracttype, deployer, instance, require, variant } from '@istsi/soroban-sdk';
import { Ownable, requireOwner } from './ownable.ts';

// SEP-49: `upgrade` replaces the code, and the next code's `migrate` brings the storage along, once.

export enum UpgradeableError {
  /** There is nothing to migrate: the contract was not upgraded since. */
  NothingToMigrate = 1100,
  /** The contract was upgraded, and its storage not yet migrated. */
  NotMigrated = 1101,
}

@contracttype
export class UpgradeableKey {
  /** bool, instance: there between an upgrade and its migration. */
  static Migrating(): UpgradeableKey {
    return variant();
  }
}

/** Asks nobody. The code is another one once the call has succeeded; the network tells of it by an event of its own. */
export function upgradeTo(wasm_hash: BytesN<32>): void {
  instance.set<UpgradeableKey, bool>(UpgradeableKey.Migrating(), true);
  deployer.updateCurrentWasm(wasm_hash);
}

export function isMigrating(): bool {
  return instance.has<UpgradeableKey>(UpgradeableKey.Migrating());
}

/** The first line of an entry that has to find its storage as it knows it. */
export function requireMigrated(): void {
  require(!isMigrating(), UpgradeableError.NotMigrated);
}

/** The first line of a migration: it runs once after an upgrade, and never without one. */
export function beginMigration(): void {
  require(isMigrating(), UpgradeableError.NothingToMigrate);
  instance.remove<UpgradeableKey>(UpgradeableKey.Migrating());
}

/** A contract whose owner may replace its code. Code whose storage changed overrides `migrateStorage`. */
export abstract class Upgradeable extends Ownable {
  /** The owner signs. The code has to be on the ledger. */
  upgrade(new_wasm_hash: BytesN<32>): void {
    requireOwner();
    upgradeTo(new_wasm_hash);
  }

  /** Brings the storage to what this code expects, once after each upgrade. The owner signs. */
  migrate(): void {
    requireOwner();
    beginMigration();
    this.migrateStorage();
  }

  protected migrateStorage(): void {}
}
