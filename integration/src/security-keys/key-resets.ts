import { type Kysely, type Selectable, sql } from 'kysely';
import { inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { SecurityKeyError } from './errors.ts';
import type { SecurityKeyResetTable } from './security-key-tables.ts';

/** That somebody's keys are lost: one person says so, another one agrees, neither of them the one whose they are. */
export interface KeyReset {
  id: bigint;
  account: string;
  askedBy: string;
  reason: string;
  askedAt: Date;
  endsAt: Date;
}

export interface KeyResets {
  /** Those that wait for a second person. */
  resets(): Promise<KeyReset[]>;
  askReset(asked: { account: string; by: string; reason: string }): Promise<KeyReset>;
  /** All keys of the account are over, and its next session adds a first one. */
  approveReset(id: bigint, by: string): Promise<KeyReset>;
}

const OPEN_MS = 24 * 3_600_000;

export function keyResets(db: Kysely<Schema>, now: () => Date): KeyResets {
  return {
    async resets() {
      const rows = await db
        .selectFrom('istsi.security_key_resets')
        .selectAll()
        .where('approved_at', 'is', null)
        .where('ends_at', '>', now())
        .orderBy('id')
        .execute();
      return rows.map(viewOf);
    },
    async askReset({ account, by, reason }) {
      if (account === by) throw new SecurityKeyError('security-keys/own-reset', { account });
      return await inAct(
        db,
        () => ({ action: 'security-key.ask-reset', user: account, reason }),
        async (trx) => {
          const keys = await trx
            .selectFrom('istsi.security_keys')
            .select('id')
            .where('account', '=', account)
            .where('state', '<>', 'removed')
            .execute();
          if (keys.length === 0) throw new SecurityKeyError('security-keys/nothing-to-reset', { account });
          const ends_at = new Date(now().getTime() + OPEN_MS);
          // Whoever asks again asks anew: what was asked before is not agreed to under another name.
          await trx
            .deleteFrom('istsi.security_key_resets')
            .where('account', '=', account)
            .where('approved_at', 'is', null)
            .execute();
          const row = await trx
            .insertInto('istsi.security_key_resets')
            .values({ account, asked_by: by, reason, ends_at })
            .returningAll()
            .executeTakeFirstOrThrow();
          return viewOf(row);
        },
      );
    },
    async approveReset(id, by) {
      return await inAct(
        db,
        (reset) => ({ action: 'security-key.reset', user: reset.account, changes: { asked_by: reset.askedBy } }),
        async (trx) => {
          const row = await trx
            .selectFrom('istsi.security_key_resets')
            .selectAll()
            .where('id', '=', id)
            .where('approved_at', 'is', null)
            .where('ends_at', '>', now())
            .forUpdate()
            .executeTakeFirst();
          if (!row) throw new SecurityKeyError('security-keys/unknown-reset', { id });
          if (row.account === by) throw new SecurityKeyError('security-keys/own-reset', { account: by });
          if (row.asked_by === by) throw new SecurityKeyError('security-keys/same-person', { by });
          await sql`select pg_advisory_xact_lock(hashtextextended(${`istsi security-keys ${row.account}`}, 0))`.execute(
            trx,
          );
          const approved = { approved_by: by, approved_at: now() };
          await trx.updateTable('istsi.security_key_resets').set(approved).where('id', '=', id).execute();
          await trx
            .updateTable('istsi.security_keys')
            .set({ state: 'removed' })
            .where('account', '=', row.account)
            .execute();
          return viewOf(row);
        },
      );
    },
  };
}

const viewOf = (row: Selectable<SecurityKeyResetTable>): KeyReset => ({
  ...{ id: row.id, account: row.account, askedBy: row.asked_by, reason: row.reason },
  ...{ askedAt: row.asked_at, endsAt: row.ends_at },
});
