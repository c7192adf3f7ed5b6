import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { createDailyVolumes, type DailyVolume } from './daily-volumes.ts';
import { listOperations } from './list-operations.ts';
import type { OperationQuery, OperationView } from './operation-kinds.ts';
import { type Finding, type SearchWorld, search } from './search.ts';
import { type OperationDetail, retryOperation, showOperation } from './show-operation.ts';

/** Every operation under one roof, for those who watch over all of them. */
export interface OperationServices {
  /** Newest first. */
  list(query: OperationQuery): Promise<{ items: OperationView[]; nextCursor: string | undefined }>;
  find(id: string): Promise<OperationDetail | undefined>;
  /** Has it looked at now; who wanted that and why stands in its timeline. */
  retry(id: string, by: string, reason: string): Promise<OperationView | undefined>;
  search(question: string): Promise<Finding[]>;
  /** Oldest first. */
  volumes(days: number): Promise<DailyVolume[]>;
}

export function createOperationServices(
  world: SearchWorld & { db: Kysely<Schema>; policy: { returnAfterBlocks: number } },
): OperationServices {
  const { db, policy, manifest } = world;
  const desk = { db, token: manifest.contracts['istsi-token'].id };
  return {
    list: (query) => listOperations(desk, query),
    find: (id) => showOperation(desk, id, policy),
    retry: (id, by, reason) => retryOperation(desk, id, by, reason),
    search: (question) => search(world, question),
    volumes: createDailyVolumes(db),
  };
}
