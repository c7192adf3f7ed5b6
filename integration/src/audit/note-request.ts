import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { currentActor } from './actor.ts';
import { type Act, writeAct } from './write-act.ts';

/** Under which the entry is found that says what a request began. */
export const sourceOfRequest = (requestId: string): string => `request:${requestId}`;

/**
 * That what was asked by a request became an operation on chain. The contracts know nothing of requests: their events carry the id of
 * the operation, and this entry leads from the one to the other. Once for each request; nothing where no request asked.
 */
export async function noteRequest(db: Kysely<Schema>, act: Act & Required<Pick<Act, 'operation'>>): Promise<void> {
  const { requestId } = currentActor();
  if (requestId !== undefined) await writeAct(db, { ...act, source: sourceOfRequest(requestId) });
}
