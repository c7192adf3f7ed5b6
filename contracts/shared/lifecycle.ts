import { type bool, contractevent, contracttype, instance, publish, type u32, variant } from '@istsi/soroban-sdk';

// What every contract that the router governs keeps and does in the same way. The entries stand in each contract, which
// knows whom to ask first.

@contracttype
export class LifecycleKey {
  /** bool, instance. */
  static Paused(): LifecycleKey {
    return variant();
  }
  /** u32, instance: the layout that the storage has. */
  static Layout(): LifecycleKey {
    return variant();
  }
}

/** The storage is as the code expects it again. */
@contractevent
export class Migrated {
  from_layout!: u32;
  to_layout!: u32;
}

/** The contract stopped, or goes on. */
@contractevent
export class PauseChanged {
  paused!: bool;
}

/** Of contracts that are older than the key. */
const FIRST_LAYOUT: u32 = 1;

/** Begins the life of a contract: it runs, and its storage is laid out as its code writes it. */
export function beginLife(layout: u32): void {
  storePaused(false);
  storeLayout(layout);
}

export function isPaused(): bool {
  return instance.get<LifecycleKey, bool>(LifecycleKey.Paused());
}

/** On the router's word; an event tells whoever watches this contract alone. */
export function changePaused(paused: bool): void {
  // Written whether it changes or not: who registers a contract cannot know whether there will be a pause by then.
  const isNews = isPaused() !== paused;
  storePaused(paused);
  if (isNews) publish<PauseChanged>({ paused });
}

export function storePaused(paused: bool): void {
  instance.set<LifecycleKey, bool>(LifecycleKey.Paused(), paused);
}

/** The layout that the storage has, which is behind the code's between an upgrade and its migration. */
export function storedLayout(): u32 {
  return instance.getOr<LifecycleKey, u32>(LifecycleKey.Layout(), FIRST_LAYOUT);
}

/** Ends a migration: no step of it runs again. */
export function finishMigration(from_layout: u32, to_layout: u32): void {
  storeLayout(to_layout);
  publish<Migrated>({ from_layout, to_layout });
}

function storeLayout(layout: u32): void {
  instance.set<LifecycleKey, u32>(LifecycleKey.Layout(), layout);
}
