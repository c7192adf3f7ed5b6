import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { closeFlag, type Flag, type FlagQuery, listFlags } from './flag-store.ts';

/** Whose movements looked like a pattern, and what an officer said about it. Nothing here stops anybody. */
export interface SuspicionServices {
  flags(query: FlagQuery): Promise<Flag[]>;
  close(id: string, decision: { by: string; reason: string }): Promise<Flag>;
}

export function suspicionServices(db: Kysely<Schema>, now: () => Date): SuspicionServices {
  return {
    flags: (query) => listFlags(db, query),
    close: (id, decision) => closeFlag(db, id, { ...decision, at: now() }),
  };
}
