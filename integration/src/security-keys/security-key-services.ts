import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { inAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import {
  type AuthenticationResponseJSON,
  type CreationOptions,
  creationOptions,
  type KnownKey,
  type RegistrationResponseJSON,
  type RequestOptions,
  requestOptions,
  type Site,
  verifyAnswer,
  verifyCreation,
} from './ceremonies.ts';
import { SecurityKeyError } from './errors.ts';
import { type KeyReset, type KeyResets, keyResets } from './key-resets.ts';
import type { SecurityKeyTable } from './security-key-tables.ts';

export type { AuthenticationResponseJSON, KeyReset, RegistrationResponseJSON, Site };

export interface SecurityKey {
  id: string;
  name: string;
  domain: string;
  state: 'live' | 'suspended';
  createdAt: Date;
  lastUsedAt: Date | undefined;
}

/** What people of the system show besides their wallet's signature: keys and passkeys (WebAuthn, level 2). */
export interface SecurityKeyServices extends KeyResets {
  /** Those of an account that were not removed. While there is any, wallet alone adds none. */
  list(account: string): Promise<SecurityKey[]>;
  /** What the browser makes a key with; `challenge` in it counts once, which is for whoever asks to see to. */
  creation(account: string, site: Site): Promise<CreationOptions>;
  /** `asFirst`: nobody has shown a key of the account. */
  add(account: string, added: NewSecurityKey): Promise<SecurityKey>;
  request(account: string, site: Site): Promise<RequestOptions>;
  /** The id of the key that answered. One whose counter went back is suspended, and refused. */
  answer(
    account: string,
    answered: { site: Site; challenge: string; response: AuthenticationResponseJSON },
  ): Promise<string>;
  remove(account: string, id: string): Promise<void>;
}

export interface NewSecurityKey {
  name: string;
  site: Site;
  challenge: string;
  response: RegistrationResponseJSON;
  asFirst: boolean;
}

const MOST_KEYS = 10;

export function securityKeyServices(db: Kysely<Schema>, now: () => Date = () => new Date()): SecurityKeyServices {
  const known = async (account: string) => (await rowsOf(db, account)).map(knownOf);
  return {
    ...keyResets(db, now),
    list: async (account) => (await rowsOf(db, account)).map(viewOf),
    creation: async (account, site) => await creationOptions(site, account, await known(account)),
    async add(account, { name, site, challenge, response, asFirst }) {
      const key = await verifyCreation(site, challenge, response);
      const row = { ...{ id: key.id, account, name, domain: key.domain }, transports: key.transports.join('\n') };
      await inAct(
        db,
        () => ({ action: 'security-key.add', user: account, changes: { key: key.id } }),
        async (trx) => {
          await holdAccount(trx, account);
          const rows = await rowsOf(trx, account);
          if (asFirst && rows.length > 0) throw new SecurityKeyError('security-keys/not-first', { account });
          if (rows.length >= MOST_KEYS) throw new SecurityKeyError('security-keys/too-many', { most: MOST_KEYS });
          const { numInsertedOrUpdatedRows } = await trx
            .insertInto('istsi.security_keys')
            .values({ ...row, public_key: key.publicKey, counter: key.counter })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst();
          if (numInsertedOrUpdatedRows !== 1n)
            throw new SecurityKeyError('security-keys/refused', { why: 'it is known already' });
        },
      );
      return viewOf((await rowsOf(db, account)).find(({ id }) => id === key.id)!);
    },
    request: async (account, site) => {
      const live = (await rowsOf(db, account)).filter(({ state }) => state === 'live');
      return await requestOptions(site, live.map(knownOf));
    },
    answer: async (account, answered) => await answerOf(db, account, { ...answered, at: now() }),
    async remove(account, id) {
      await inAct(
        db,
        () => ({ action: 'security-key.remove', user: account, changes: { key: id } }),
        async (trx) => {
          await holdAccount(trx, account);
          const removed = await trx
            .updateTable('istsi.security_keys')
            .set({ state: 'removed' })
            .where('id', '=', id)
            .where('account', '=', account)
            .where('state', '<>', 'removed')
            .executeTakeFirst();
          if (removed.numUpdatedRows === 0n) throw new SecurityKeyError('security-keys/unknown', { id });
        },
      );
    },
  };
}

interface Answered {
  site: Site;
  challenge: string;
  response: AuthenticationResponseJSON;
  at: Date;
}

async function answerOf(
  db: Kysely<Schema>,
  account: string,
  { site, challenge, response, at }: Answered,
): Promise<string> {
  const found = (await rowsOf(db, account)).find(({ id }) => id === response.id);
  if (!found || found.domain !== site.domain) throw new SecurityKeyError('security-keys/unknown', { id: response.id });
  if (found.state !== 'live')
    throw new SecurityKeyError('security-keys/refused', { why: 'it is suspended; have two persons reset your keys' });
  const said = await verifyAnswer(site, challenge, response, knownOf(found));
  // In one statement: of two answers at the same moment the later one counts, and a copy's counts behind (WebAuthn, 6.1.1).
  const counted = await db
    .updateTable('istsi.security_keys')
    .set({ counter: BigInt(said), last_used_at: at })
    .where('id', '=', found.id)
    .where('state', '=', 'live')
    .where('counter', said === 0 ? '=' : '<', BigInt(said))
    .executeTakeFirst();
  if (counted.numUpdatedRows === 1n) return found.id;
  await suspend(db, account, found.id);
  throw new SecurityKeyError('security-keys/copied', { id: found.id, said, before: found.counter });
}

async function suspend(db: Kysely<Schema>, account: string, id: string): Promise<void> {
  await inAct(
    db,
    () => ({ action: 'security-key.suspend', user: account, changes: { key: id, why: 'its counter went back' } }),
    async (trx) => {
      await trx.updateTable('istsi.security_keys').set({ state: 'suspended' }).where('id', '=', id).execute();
    },
  );
}

/** One at a time adds or removes keys of an account. */
export async function holdAccount(trx: Transaction<Schema>, account: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`istsi security-keys ${account}`}, 0))`.execute(trx);
}

const rowsOf = async (db: Kysely<Schema>, account: string): Promise<Selectable<SecurityKeyTable>[]> =>
  await db
    .selectFrom('istsi.security_keys')
    .selectAll()
    .where('account', '=', account)
    .where('state', '<>', 'removed')
    .orderBy('created_at')
    .execute();

const knownOf = (row: Selectable<SecurityKeyTable>): KnownKey => ({
  ...{ id: row.id, domain: row.domain, publicKey: row.public_key, counter: row.counter },
  transports: row.transports.split('\n').filter(Boolean),
});

const viewOf = (row: Selectable<SecurityKeyTable>): SecurityKey => ({
  ...{ id: row.id, name: row.name, domain: row.domain, createdAt: row.created_at },
  state: row.state === 'live' ? 'live' : 'suspended',
  lastUsedAt: row.last_used_at ?? undefined,
});
