import type { Manifest } from '@istsi/contracts';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { BATCH } from '../bus/consume.ts';
import type { BatchConsumer } from '../bus/consume-batches.ts';
import type { Schema } from '../database/schema.ts';
import { findPatterns } from './find-patterns.ts';
import { judgedUntil, raiseFlag } from './flag-store.ts';
import { type Movement, movementsOf } from './movements.ts';
import { longestSeconds, type PatternRule, patternRules } from './pattern-rules.ts';
import type { MovementTable } from './suspicion-tables.ts';

/**
 * Of one holder the last so many are looked at, so that nobody makes this slow by moving much. What a flood of movements
 * pushes out of it, rules of sums and sizes see no more: the flood itself is what `burst` finds.
 */
const MOST_MOVEMENTS = 500;

/**
 * Reads the bus for what holders move, and flags those whose movements a rule holds of. `own`: accounts of the system that hold what
 * is others', such as the inbox: what comes and goes there says something of who sent it.
 */
export function suspicionConsumer(
  { contracts }: Manifest,
  rules: readonly PatternRule[] = patternRules,
  own: readonly string[] = [],
): BatchConsumer {
  const nobody = new Set(Object.values(contracts).map(({ id }) => id));
  const keptMs = longestSeconds(rules) * 1_000;
  return {
    name: 'suspicion',
    async handle(trx, events) {
      const moved = events.flatMap((event) => movementsOf(event, nobody)).filter(({ user }) => !own.includes(user));
      const newest = moved.at(-1);
      if (!newest) return;
      await remember(trx, moved);
      const users = [...new Set(moved.map(({ user }) => user))];
      const [known, judged] = [await movementsUntil(trx, users, newest.seq), await judgedUntil(trx, users)];
      // One after the other: what is flagged does not depend on how many were read at a time.
      for (const { user, seq } of moved) {
        const own = known.get(user) ?? [];
        const until = own.findLastIndex((each) => each.seq <= seq) + 1;
        const recent = own.slice(Math.max(0, until - MOST_MOVEMENTS), until);
        for (const finding of findPatterns(rules, recent, judged.get(user))) await raiseFlag(trx, finding);
      }
      await forget(trx, new Date(newest.at.getTime() - 2 * keptMs));
    },
  };
}

async function remember(trx: Transaction<Schema>, moved: readonly Movement[]): Promise<void> {
  await trx
    .insertInto('istsi.movements')
    .values(moved.map(({ user, ...rest }) => ({ ...rest, user_address: user })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What each of them moved last until an event, oldest first: enough to look back from any event of its batch. */
async function movementsUntil(
  db: Kysely<Schema>,
  users: readonly string[],
  until: bigint,
): Promise<Map<string, Movement[]>> {
  const { rows } = await sql<Selectable<MovementTable>>`select m.* from unnest(${users}::text[]) as u (address)
    cross join lateral (select * from istsi.movements where user_address = u.address and seq <= ${until}
      order by seq desc limit ${MOST_MOVEMENTS + BATCH}) m order by m.seq`.execute(db);
  const found = new Map<string, Movement[]>(users.map((user) => [user, []]));
  for (const { user_address, ...rest } of rows) found.get(user_address)?.push({ ...rest, user: user_address });
  return found;
}

/** A fold of the bus, which has them all. */
async function forget(trx: Transaction<Schema>, before: Date): Promise<void> {
  await trx.deleteFrom('istsi.movements').where('at', '<', before).execute();
}
