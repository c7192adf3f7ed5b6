import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Act, inAct, writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { ApiKeyError } from './errors.ts';
import type { ApiKeyTable } from './key-tables.ts';
import type { ApiKeyScope } from './scopes.ts';

export interface ApiKey {
  /** What every key of it begins with. */
  id: string;
  name: string;
  scopes: ApiKeyScope[];
  /** The account that made it or turned it last, or which configured key did, with the beginning of its hash. */
  madeBy: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | undefined;
  /** Until then the key before counts as well. */
  formerUntil: Date | undefined;
  state: 'live' | 'expired' | 'revoked';
}

/** What somebody was not let in for, and how often. */
export interface Refusals {
  code: string;
  actor: string;
  route: string;
  times: number;
}

/** Keys of programs: each opens what its scopes say, until it ends. */
export interface ApiKeyServices {
  /** Answers the key itself, which is told this once. */
  add(wanted: NewApiKey): Promise<ApiKey & { key: string }>;
  /** Newest first, the ones that are over among them. */
  list(): Promise<ApiKey[]>;
  get(id: string): Promise<ApiKey>;
  /**
   * A new key with the same scopes and end; the one before counts for so long beside it. The new one is shown to whoever turns it, so
   * it is theirs from then on, and worth what they may do; the one before stays its maker's.
   */
  rotate(id: string, by: string, overlapMs: number): Promise<ApiKey & { key: string }>;
  revoke(id: string): Promise<ApiKey>;
  /** Whose key this is, and who made the very secret that is presented; undefined for what is none. One that is over is found as well: see its state. */
  present(key: string): Promise<ApiKey | undefined>;
  /** Puts into the audit log who was not let in. */
  noteRefusals(refusals: readonly Refusals[]): Promise<void>;
}

export interface NewApiKey {
  name: string;
  scopes: readonly ApiKeyScope[];
  expiresAt: Date;
  madeBy: string;
}

const MOST_KEYS = 200;
const PATTERN = /^(ikey_[0-9a-f]{16})_[\w-]{43}$/;
/** When a key was used is kept to the minute. */
const USED_EVERY_MS = 60_000;

export function apiKeyServices(db: Kysely<Schema>, now: () => Date = () => new Date()): ApiKeyServices {
  const get = async (id: string): Promise<ApiKey> => viewOf(await rowOf(db, id), now());
  return {
    async add({ name, scopes, expiresAt, madeBy }) {
      const id = `ikey_${randomBytes(8).toString('hex')}`;
      const key = secretOf(id);
      await inAct(
        db,
        // The log is public: what it opens, and not what somebody calls it.
        () => actOn('add', id, { scopes: [...scopes], expires_at: expiresAt.toISOString() }),
        async (trx) => {
          await requireRoom(trx, now());
          const made = { id, name, scopes: scopes.join('\n'), made_by: madeBy, digest: digestOf(key) };
          await trx
            .insertInto('istsi.api_keys')
            .values({ ...made, expires_at: expiresAt })
            .execute();
        },
      );
      return { ...(await get(id)), key };
    },
    async list() {
      const rows = await db
        .selectFrom('istsi.api_keys')
        .selectAll()
        .orderBy('created_at', 'desc')
        .limit(1_000)
        .execute();
      return rows.map((row) => viewOf(row, now()));
    },
    get,
    async rotate(id, by, overlapMs) {
      const key = secretOf(id);
      const until = new Date(now().getTime() + overlapMs);
      await inAct(
        db,
        () => actOn('rotate', id, { former_until: until.toISOString() }),
        async (trx) => {
          const row = await rowOf(trx, id, true);
          const { state } = viewOf(row, now());
          if (state !== 'live') throw new ApiKeyError('api-keys/over', { id, why: state });
          const former = { former_digest: row.digest, former_made_by: row.made_by, former_until: until };
          const next = { digest: digestOf(key), made_by: by, ...former };
          await trx.updateTable('istsi.api_keys').set(next).where('id', '=', id).execute();
        },
      );
      return { ...(await get(id)), key };
    },
    async revoke(id) {
      await inAct(
        db,
        () => actOn('revoke', id),
        async (trx) => {
          await rowOf(trx, id, true);
          const revoked = { revoked_at: sql<Date>`coalesce(revoked_at, ${now()})` };
          await trx.updateTable('istsi.api_keys').set(revoked).where('id', '=', id).execute();
        },
      );
      return await get(id);
    },
    present: (key) => presentKey(db, key, now()),
    async noteRefusals(refusals) {
      await db.transaction().execute(async (trx) => {
        for (const { code, actor, route, times } of refusals)
          await writeAct(trx, {
            action: 'access.refused',
            actor,
            error: { condition: code },
            changes: { route, times },
          });
      });
    },
  };
}

async function presentKey(db: Kysely<Schema>, key: string, at: Date): Promise<ApiKey | undefined> {
  const id = PATTERN.exec(key)?.[1];
  if (id === undefined) return undefined;
  const row = await db.selectFrom('istsi.api_keys').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const madeBy = makerOf(row, digestOf(key), at);
  if (madeBy === undefined) return undefined;
  const view = { ...viewOf(row, at), madeBy };
  const isNews = row.last_used_at === null || at.getTime() - row.last_used_at.getTime() > USED_EVERY_MS;
  if (view.state === 'live' && isNews)
    await db.updateTable('istsi.api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
  return view;
}

/** Who made the secret with this hash, if it counts: the present one of the key, or the one before while it still does. */
function makerOf(row: Selectable<ApiKeyTable>, digest: string, at: Date): string | undefined {
  if (isSame(digest, row.digest)) return row.made_by;
  const { former_digest, former_made_by, former_until } = row;
  if (former_digest === null || former_until === null || former_until <= at) return undefined;
  return isSame(digest, former_digest) ? (former_made_by ?? undefined) : undefined;
}

/** What keeps a program that makes keys in a loop from filling the table: one at a time counts and adds. */
async function requireRoom(trx: Transaction<Schema>, at: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('istsi api-keys', 0))`.execute(trx);
  const { count } = await trx
    .selectFrom('istsi.api_keys')
    .select((columns) => columns.fn.countAll<bigint>().as('count'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow();
  if (count >= MOST_KEYS) throw new ApiKeyError('api-keys/too-many', { most: MOST_KEYS });
}

async function rowOf(db: Kysely<Schema>, id: string, hold = false): Promise<Selectable<ApiKeyTable>> {
  const query = db.selectFrom('istsi.api_keys').selectAll().where('id', '=', id);
  const row = await (hold ? query.forUpdate() : query).executeTakeFirst();
  if (!row) throw new ApiKeyError('api-keys/unknown', { id });
  return row;
}

function viewOf(row: Selectable<ApiKeyTable>, at: Date): ApiKey {
  const ended = row.expires_at <= at ? 'expired' : 'live';
  return {
    ...{ id: row.id, name: row.name, madeBy: row.made_by, createdAt: row.created_at, expiresAt: row.expires_at },
    scopes: row.scopes.split('\n') as ApiKeyScope[],
    lastUsedAt: row.last_used_at ?? undefined,
    formerUntil: row.former_until !== null && row.former_until > at ? row.former_until : undefined,
    state: row.revoked_at === null ? ended : 'revoked',
  };
}

const actOn = (what: string, id: string, changes?: Act['changes']): Act => ({
  action: `api-key.${what}`,
  ...{ correlationId: id, changes },
});

const secretOf = (id: string): string => `${id}_${randomBytes(32).toString('base64url')}`;

/** The secret has 256 bits of its own: nothing slower is needed to keep it from being guessed. */
const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const isSame = (digest: string, other: string): boolean =>
  digest.length === other.length && timingSafeEqual(Buffer.from(digest), Buffer.from(other));
