import { randomUUID } from 'node:crypto';
import type { Network } from '@istsi/bitcoin-custody';
import type { Kysely, Selectable } from 'kysely';
import type { CustomerView } from '../customers/customer-view.ts';
import type { Schema } from '../database/schema.ts';
import type { IdentityStatus, User } from '../services/services.ts';
import { TransferError } from '../transfers/errors.ts';
import { isSoleOwner, parseSubject } from '../web-auth/subject.ts';
import type { ExternalAccountTable } from './account-tables.ts';

/** What can be had: one kind of address, on one chain (SEP-59). */
export interface ExternalOffering {
  /** CAIP-2, by the hash of block 0 (bip122). */
  chainId: string;
  network: string;
  currency: 'BTC';
}

export type ExternalAccountStatus = 'pending' | 'active' | 'deactivated';

export interface ExternalAccount {
  id: string;
  account: string;
  status: ExternalAccountStatus;
  /** Of an active one, and of no other. */
  bitcoinAddress: string | undefined;
  message: string | undefined;
  createdAt: Date;
  updatedAt: Date;
}

export type OpenExternalAccount =
  | { is: 'there'; account: ExternalAccount; isNew: boolean }
  /** Nobody knows who this is: names of SEP-9, for SEP-12. */
  | { is: 'unidentified'; fields: string[] };

/** Addresses that are their owners' for good, as wallets ask for them (SEP-59). */
export interface ExternalAccountServices {
  offering: ExternalOffering;
  /** The same one again, as long as it is not over. */
  open(subject: string): Promise<OpenExternalAccount>;
  /** Newest first. */
  list(subject: string): Promise<ExternalAccount[]>;
  find(subject: string, id: string): Promise<ExternalAccount | undefined>;
}

export interface ExternalAccountWorld {
  db: Kysely<Schema>;
  bitcoin: Network;
  /** Undefined for one who is not registered. */
  findUser(account: string): Promise<User | undefined>;
  depositAddress(account: string): Promise<{ address: string } | undefined>;
  customer(subject: string): Promise<CustomerView>;
}

type Row = Selectable<ExternalAccountTable>;

/** CAIP-2's reference of a chain is so much of the hash of its first block. */
const REFERENCE_DIGITS = 32;
const MOST_LISTED = 100;

export function externalAccountServices(world: ExternalAccountWorld): ExternalAccountServices {
  const { db, bitcoin } = world;
  const rowsOf = (subject: string) =>
    db.selectFrom('istsi.external_accounts').selectAll().where('subject', '=', subject);
  return {
    offering: {
      chainId: `bip122:${bitcoin.genesisHash.slice(0, REFERENCE_DIGITS)}`,
      network: bitcoin.name === 'mainnet' ? 'Bitcoin' : `Bitcoin ${bitcoin.name}`,
      currency: 'BTC',
    },
    open: (subject) => openAccount(world, subject),
    async list(subject) {
      const rows = await rowsOf(subject).orderBy('created_at', 'desc').orderBy('id').limit(MOST_LISTED).execute();
      return await viewAll(world, subject, rows);
    },
    async find(subject, id) {
      const row = await rowsOf(subject).where('id', '=', id).executeTakeFirst();
      return row && (await viewAll(world, subject, [row]))[0];
    },
  };
}

async function openAccount(world: ExternalAccountWorld, subject: string): Promise<OpenExternalAccount> {
  const { db } = world;
  const parsed = parseSubject(subject);
  if (!parsed || !isSoleOwner(parsed)) throw new TransferError('transfers/shared-account', { subject });
  const user = await world.findUser(subject);
  if (user) {
    if (user.status !== 'active') throw new TransferError('transfers/not-active', { subject, status: user.status });
  } else {
    const customer = await world.customer(subject);
    if (customer.status === 'NEEDS_INFO') {
      const fields = Object.entries(customer.fields).flatMap(([name, { optional }]) => (optional ? [] : [name]));
      return { is: 'unidentified', fields };
    }
    if (customer.status === 'REJECTED')
      throw new TransferError('transfers/not-active', { subject, status: 'rejected' });
  }
  const inserted = await db
    .insertInto('istsi.external_accounts')
    .values({ id: randomUUID(), subject, created_at: new Date() })
    .onConflict((conflict) => conflict.column('subject').where('deactivated_at', 'is', null).doNothing())
    .returningAll()
    .executeTakeFirst();
  const open = db.selectFrom('istsi.external_accounts').selectAll().where('subject', '=', subject);
  const row = inserted ?? (await open.where('deactivated_at', 'is', null).executeTakeFirstOrThrow());
  const [account] = await viewAll(world, subject, [row], user);
  return { is: 'there', account: account!, isNew: inserted !== undefined };
}

async function viewAll(
  world: ExternalAccountWorld,
  subject: string,
  rows: readonly Row[],
  known?: User,
): Promise<ExternalAccount[]> {
  const open = rows.find(({ deactivated_at }) => deactivated_at === null);
  const user = open && (known ?? (await world.findUser(subject)));
  const address = user && (await world.depositAddress(subject))?.address;
  return await Promise.all(rows.map(async (row) => viewOf(await follow(world, row, user?.status), address)));
}

/** What the registry says by now. An account that is over stays so. */
async function follow({ db }: ExternalAccountWorld, row: Row, status: IdentityStatus | undefined): Promise<Row> {
  if (row.deactivated_at !== null || status === undefined) return row;
  const isActive = status === 'active';
  if (isActive && row.activated_at !== null) return row;
  const now = new Date();
  const changed = await db
    .updateTable('istsi.external_accounts')
    .set(isActive ? { activated_at: now } : { deactivated_at: now })
    .where('id', '=', row.id)
    .where('deactivated_at', 'is', null)
    .where(({ or, eb }) => or([eb('activated_at', 'is', null), eb.lit(!isActive)]))
    .returningAll()
    .executeTakeFirst();
  if (changed) return changed;
  // Somebody else saw it a moment ago.
  return await db.selectFrom('istsi.external_accounts').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
}

function viewOf(row: Row, address: string | undefined): ExternalAccount {
  const { id, subject: account, activated_at: activatedAt, deactivated_at: deactivatedAt, created_at: createdAt } = row;
  const dates = { createdAt, updatedAt: deactivatedAt ?? activatedAt ?? createdAt };
  if (deactivatedAt !== null) {
    const message = 'The identity of the account may not receive now: send nothing to this address any more.';
    return { id, account, status: 'deactivated', bitcoinAddress: undefined, message, ...dates };
  }
  if (activatedAt !== null && address !== undefined)
    return { id, account, status: 'active', bitcoinAddress: address, message: undefined, ...dates };
  const message = 'What the customer sent is being reviewed.';
  return { id, account, status: 'pending', bitcoinAddress: undefined, message, ...dates };
}
