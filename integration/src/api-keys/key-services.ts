import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Act, inAct, writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { ApiKeyError } from './errors.ts';
import { keepNonce } from './key-nonces.ts';
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
  /** What verifies its requests (SubjectPublicKeyInfo, base64); undefined: the key itself is presented. */
  publicKey: string | undefined;
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
  /** Answers the key itself, which is told this once; undefined where it signs: what signs is known to its owner alone. */
  add(wanted: NewApiKey): Promise<ApiKey & { key: string | undefined }>;
  /** Newest first, the ones that are over among them. */
  list(): Promise<ApiKey[]>;
  get(id: string): Promise<ApiKey>;
  /**
   * A new key with the same scopes and end; the one before counts for so long beside it. The new one is shown to whoever turns it, so
   * it is theirs from then on, and worth what they may do; the one before stays its maker's. A key that signs is turned with the
   * public key that comes after, which its owner brings.
   */
  rotate(id: string, turn: KeyTurn): Promise<ApiKey & { key: string | undefined }>;
  revoke(id: string): Promise<ApiKey>;
  /** Whose key this is, and who made the very secret that is presented; undefined for what is none. One that is over is found as well: see its state. */
  present(key: string): Promise<ApiKey | undefined>;
  /**
   * The same of a key that signs: each public key that counts for it, with who brought it. None: there is no such key, or it is
   * one that is presented.
   */
  signers(id: string): Promise<(ApiKey & { publicKey: string })[]>;
  /** Marks the key as used by the request of this name, once and for good; false: one of that name was there before. */
  useNonce(id: string, nonce: string): Promise<boolean>;
  /** Puts into the audit log who was not let in. */
  noteRefusals(refusals: readonly Refusals[]): Promise<void>;
}

export interface NewApiKey {
  name: string;
  scopes: readonly ApiKeyScope[];
  expiresAt: Date;
  madeBy: string;
  /** It signs requests, and this verifies them; as `parsePublicKey` answers it. */
  publicKey?: string | undefined;
}

export interface KeyTurn {
  by: string;
  overlapMs: number;
  publicKey?: string | undefined;
}

const MOST_KEYS = 200;
const PATTERN = /^(ikey_[0-9a-f]{16})_[\w-]{43}$/;
/** When a key was used is kept to the minute. */
const USED_EVERY_MS = 60_000;

export function apiKeyServices(db: Kysely<Schema>, now: () => Date = () => new Date()): ApiKeyServices {
  const get = async (id: string): Promise<ApiKey> => viewOf(await rowOf(db, id), now());
  return {
    async add({ name, scopes, expiresAt, madeBy, publicKey }) {
      const id = `ikey_${randomBytes(8).toString('hex')}`;
      const { key, ...kept } = credentialOf(id, publicKey);
      await inAct(
        db,
        // The log is public: what it opens, and not what somebody calls it.
        () => actOn('add', id, { scopes: [...scopes], expires_at: expiresAt.toISOString() }),
        async (trx) => {
          await requireRoom(trx, now());
          const made = { id, name, scopes: scopes.join('\n'), made_by: madeBy, ...kept };
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
    async rotate(id, { by, overlapMs, publicKey }) {
      const { key, ...kept } = credentialOf(id, publicKey);
      const until = new Date(now().getTime() + overlapMs);
      await inAct(
        db,
        () => actOn('rotate', id, { former_until: until.toISOString() }),
        async (trx) => {
          const row = await rowOf(trx, id, true);
          const { state } = viewOf(row, now());
          if (state !== 'live') throw new ApiKeyError('api-keys/over', { id, why: state });
          const signs = row.public_key !== null;
          if (signs !== (publicKey !== undefined)) throw new ApiKeyError('api-keys/other-kind', { id, signs });
          const former = {
            ...{ former_digest: row.digest, former_public_key: row.public_key },
            ...{ former_made_by: row.made_by, former_until: until },
          };
          const next = { made_by: by, ...former, ...kept };
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
    async signers(id) {
      const row = await db.selectFrom('istsi.api_keys').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? signersOf(row, now()) : [];
    },
    async useNonce(id, nonce) {
      const isNew = await keepNonce(db, { id, nonce, at: now() });
      if (isNew) await noteUse(db, await rowOf(db, id), now());
      return isNew;
    },
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
  // What verifies signatures is known to many, and opens nothing by being presented.
  if (!row || row.public_key !== null) return undefined;
  const madeBy = makerOf(row, digestOf(key), at);
  if (madeBy === undefined) return undefined;
  const view = { ...viewOf(row, at), madeBy };
  if (view.state === 'live') await noteUse(db, row, at);
  return view;
}

async function noteUse(db: Kysely<Schema>, row: Selectable<ApiKeyTable>, at: Date): Promise<void> {
  const isNews = row.last_used_at === null || at.getTime() - row.last_used_at.getTime() > USED_EVERY_MS;
  if (isNews) await db.updateTable('istsi.api_keys').set({ last_used_at: at }).where('id', '=', row.id).execute();
}

function signersOf(row: Selectable<ApiKeyTable>, at: Date): (ApiKey & { publicKey: string })[] {
  const { public_key, former_public_key, former_made_by, former_until } = row;
  if (public_key === null) return [];
  const present = { ...viewOf(row, at), publicKey: public_key };
  const isFormerOver = former_public_key === null || former_made_by === null || (former_until ?? at) <= at;
  return isFormerOver ? [present] : [present, { ...present, publicKey: former_public_key, madeBy: former_made_by }];
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
    publicKey: row.public_key ?? undefined,
    formerUntil: row.former_until !== null && row.former_until > at ? row.former_until : undefined,
    state: row.revoked_at === null ? ended : 'revoked',
  };
}

const actOn = (what: string, id: string, changes?: Act['changes']): Act => ({
  action: `api-key.${what}`,
  ...{ correlationId: id, changes },
});

/** A secret that is made here, and told once; or nothing but what verifies its owner's signatures. */
function credentialOf(id: string, publicKey: string | undefined) {
  const key = publicKey === undefined ? `${id}_${randomBytes(32).toString('base64url')}` : undefined;
  return { key, digest: digestOf(key ?? publicKey ?? ''), public_key: publicKey ?? null };
}

/** The secret has 256 bits of its own: nothing slower is needed to keep it from being guessed. */
const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const isSame = (digest: string, other: string): boolean =>
  digest.length === other.length && timingSafeEqual(Buffer.from(digest), Buffer.from(other));
