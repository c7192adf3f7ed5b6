import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import { approvalIndexes } from '../administration/approval-events.ts';
import { apiKeyMakers, apiKeySignatures, apiKeys } from '../api-keys/key-tables.ts';
import { archivedEvents, archivedOperations } from '../archive/archive-tables.ts';
import { auditByTime, auditLog, auditWitnesses } from '../audit/audit-tables.ts';
import { eventBus } from '../bus/bus-tables.ts';
import { customerCallbacks, customerLooks, customers } from '../customers/customer-tables.ts';
import { exchangeDeskIndexes, exchangeIndexes } from '../exchange/exchange-history.ts';
import { externalAccounts } from '../external-accounts/account-tables.ts';
import { idempotentRequests } from '../idempotency/idempotency-tables.ts';
import { inbox, receiptsByMuxedId } from '../inbox/inbox-tables.ts';
import { alertAssignments, monitor } from '../monitor/monitor-tables.ts';
import { deskIndexes, eventsByType, listIndexes } from '../operations-desk/desk-indexes.ts';
import { reserveProofs } from '../proofs/proof-tables.ts';
import { quoteIndexes, quotes } from '../quotes/quote-tables.ts';
import { reconciliations } from '../reconciliation/reconciliation-tables.ts';
import { raises, registrations } from '../registrations/registration-tables.ts';
import { screening } from '../screening/screening-tables.ts';
import { securityKeys } from '../security-keys/security-key-tables.ts';
import { sponsorship } from '../sponsorship/sponsorship-tables.ts';
import { suspicion } from '../suspicion/suspicion-tables.ts';
import { transfers } from '../transfers/transfer-tables.ts';
import { webAuth } from '../web-auth/web-auth-tables.ts';
import { undelivered, webhooks } from '../webhooks/webhook-tables.ts';
import { depositEnds, pendingPayments, returns, watchedScripts } from './deposit-tables.ts';
import { addJobsFunction } from './job-queue.ts';
import { batchEnds, children, withdrawals } from './withdrawal-tables.ts';

/** In order of name. A migration that has been released is never changed; the next one corrects it. */
const migrations: Record<string, Migration> = {
  '0001-deposits': {
    async up(db: Kysely<unknown>) {
      for (const statement of deposits) await sql.raw(statement).execute(db);
    },
  },
  '0002-withdrawals': {
    async up(db: Kysely<unknown>) {
      for (const statement of withdrawals) await sql.raw(statement).execute(db);
    },
  },
  '0010-reserve-proofs': {
    async up(db: Kysely<unknown>) {
      for (const statement of reserveProofs) await sql.raw(statement).execute(db);
    },
  },
  '0011-children': {
    async up(db: Kysely<unknown>) {
      for (const statement of children) await sql.raw(statement).execute(db);
    },
  },
  '0012-unknown-fates': {
    async up(db: Kysely<unknown>) {
      for (const statement of unknownFates) await sql.raw(statement).execute(db);
    },
  },
  '0020-deposit-ends': {
    async up(db: Kysely<unknown>) {
      for (const statement of depositEnds) await sql.raw(statement).execute(db);
    },
  },
  '0021-batch-ends': {
    async up(db: Kysely<unknown>) {
      for (const statement of batchEnds) await sql.raw(statement).execute(db);
    },
  },
  '0030-watched-scripts': {
    async up(db: Kysely<unknown>) {
      for (const statement of watchedScripts) await sql.raw(statement).execute(db);
    },
  },
  '0040-event-bus': {
    async up(db: Kysely<unknown>) {
      for (const statement of eventBus) await sql.raw(statement).execute(db);
    },
  },
  '0041-returns': {
    async up(db: Kysely<unknown>) {
      for (const statement of returns) await sql.raw(statement).execute(db);
    },
  },
  '0042-webhooks': {
    async up(db: Kysely<unknown>) {
      for (const statement of webhooks) await sql.raw(statement).execute(db);
    },
  },
  '0050-operations-desk': {
    async up(db: Kysely<unknown>) {
      for (const statement of deskIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0060-web-auth': {
    async up(db: Kysely<unknown>) {
      for (const statement of webAuth) await sql.raw(statement).execute(db);
    },
  },
  '0062-monitor': {
    async up(db: Kysely<unknown>) {
      for (const statement of monitor) await sql.raw(statement).execute(db);
    },
  },
  '0063-customers': {
    async up(db: Kysely<unknown>) {
      for (const statement of customers) await sql.raw(statement).execute(db);
    },
  },
  '0064-transfers': {
    async up(db: Kysely<unknown>) {
      for (const statement of transfers) await sql.raw(statement).execute(db);
    },
  },
  '0065-audit-log': {
    async up(db: Kysely<unknown>) {
      for (const statement of auditLog) await sql.raw(statement).execute(db);
    },
  },
  '0066-shared-submissions': {
    async up(db: Kysely<unknown>) {
      for (const statement of sharedSubmissions) await sql.raw(statement).execute(db);
    },
  },
  '0067-reconciliations': {
    async up(db: Kysely<unknown>) {
      for (const statement of reconciliations) await sql.raw(statement).execute(db);
    },
  },
  '0068-screening': {
    async up(db: Kysely<unknown>) {
      for (const statement of screening) await sql.raw(statement).execute(db);
    },
  },
  '0070-exchanges': {
    async up(db: Kysely<unknown>) {
      for (const statement of exchangeIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0071-api-keys': {
    async up(db: Kysely<unknown>) {
      for (const statement of apiKeys) await sql.raw(statement).execute(db);
    },
  },
  '0080-sponsorship': {
    async up(db: Kysely<unknown>) {
      for (const statement of sponsorship) await sql.raw(statement).execute(db);
    },
  },
  '0081-exchanges-at-the-desk': {
    async up(db: Kysely<unknown>) {
      for (const statement of exchangeDeskIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0082-suspicion': {
    async up(db: Kysely<unknown>) {
      for (const statement of suspicion) await sql.raw(statement).execute(db);
    },
  },
  '0083-audit-by-time': {
    async up(db: Kysely<unknown>) {
      for (const statement of auditByTime) await sql.raw(statement).execute(db);
    },
  },
  '0084-customer-looks': {
    async up(db: Kysely<unknown>) {
      for (const statement of customerLooks) await sql.raw(statement).execute(db);
    },
  },
  '0085-customer-callbacks': {
    async up(db: Kysely<unknown>) {
      for (const statement of customerCallbacks) await sql.raw(statement).execute(db);
    },
  },
  '0086-api-key-makers': {
    async up(db: Kysely<unknown>) {
      for (const statement of apiKeyMakers) await sql.raw(statement).execute(db);
    },
  },
  '0087-quotes': {
    async up(db: Kysely<unknown>) {
      for (const statement of quotes) await sql.raw(statement).execute(db);
    },
  },
  '0095-approvals': {
    async up(db: Kysely<unknown>) {
      for (const statement of approvalIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0096-audit-witnesses': {
    async up(db: Kysely<unknown>) {
      for (const statement of auditWitnesses) await sql.raw(statement).execute(db);
    },
  },
  '0097-quote-indexes': {
    async up(db: Kysely<unknown>) {
      for (const statement of quoteIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0098-inbox': {
    async up(db: Kysely<unknown>) {
      for (const statement of inbox) await sql.raw(statement).execute(db);
    },
  },
  '0099-external-accounts': {
    async up(db: Kysely<unknown>) {
      for (const statement of externalAccounts) await sql.raw(statement).execute(db);
    },
  },
  '0100-api-key-signatures': {
    async up(db: Kysely<unknown>) {
      for (const statement of apiKeySignatures) await sql.raw(statement).execute(db);
    },
  },
  '0101-security-keys': {
    async up(db: Kysely<unknown>) {
      for (const statement of securityKeys) await sql.raw(statement).execute(db);
    },
  },
  '0105-failing-since': {
    async up(db: Kysely<unknown>) {
      for (const statement of failingSince) await sql.raw(statement).execute(db);
    },
  },
  '0106-archived-operations': {
    async up(db: Kysely<unknown>) {
      for (const statement of archivedOperations) await sql.raw(statement).execute(db);
    },
  },
  '0111-idempotent-requests': {
    async up(db: Kysely<unknown>) {
      for (const statement of idempotentRequests) await sql.raw(statement).execute(db);
    },
  },
  '0112-undelivered': {
    async up(db: Kysely<unknown>) {
      await sql.raw(undelivered).execute(db);
    },
  },
  '0113-receipts-by-muxed-id': {
    async up(db: Kysely<unknown>) {
      await sql.raw(receiptsByMuxedId).execute(db);
    },
  },
  '0114-alert-assignments': {
    async up(db: Kysely<unknown>) {
      for (const statement of alertAssignments) await sql.raw(statement).execute(db);
    },
  },
  '0115-list-indexes': {
    async up(db: Kysely<unknown>) {
      for (const statement of listIndexes) await sql.raw(statement).execute(db);
    },
  },
  '0116-archived-events': {
    async up(db: Kysely<unknown>) {
      for (const statement of archivedEvents) await sql.raw(statement).execute(db);
    },
  },
  '0117-pending-payments': {
    async up(db: Kysely<unknown>) {
      for (const statement of pendingPayments) await sql.raw(statement).execute(db);
    },
  },
  '0118-events-by-type': {
    async up(db: Kysely<unknown>) {
      await sql.raw(eventsByType).execute(db);
    },
  },
  '0121-registrations': {
    async up(db: Kysely<unknown>) {
      for (const statement of registrations) await sql.raw(statement).execute(db);
    },
  },
  '0122-add-jobs': {
    async up(db: Kysely<unknown>) {
      await sql.raw(addJobsFunction).execute(db);
    },
  },
  '0123-raised-tiers': {
    async up(db: Kysely<unknown>) {
      for (const statement of raises) await sql.raw(statement).execute(db);
    },
  },
};

/** Pauses are counted in time: what fails is not held up for longer because it is looked at more often. */
const failingSince = ['deposits', 'withdrawals', 'batches', 'inbox_receipts'].map(
  (table) => `alter table istsi.${table} add column failing_since timestamptz`,
);

/** One transaction may be about several operations. */
const sharedSubmissions = [
  'alter table istsi.submissions drop constraint submissions_pkey',
  'alter table istsi.submissions add primary key (hash, operation)',
];

export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve(migrations),
};

const unknownFates = [
  'alter table istsi.submissions drop constraint submissions_fate_check',
  `alter table istsi.submissions add constraint submissions_fate_check check
    (fate in ('pending', 'success', 'failed', 'dead', 'unknown'))`,
];

const deposits = [
  `create table istsi.deposits (
    outpoint text primary key,
    txid text not null check (txid ~ '^[0-9a-f]{64}$'),
    vout int8 not null check (vout between 0 and 4294967295),
    amount_sats int8 not null check (amount_sats > 0),
    address_index int8 not null check (address_index between 0 and 4294967295),
    operation_id text not null unique,
    height int4,
    block_hash text,
    state text not null default 'seen'
      check (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned')),
    user_address text,
    confirmations_required int4,
    stellar_tx text,
    refusal_code text,
    refusal_message text,
    failures int4 not null default 0,
    wake_at timestamptz default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (outpoint = txid || ':' || vout),
    check ((height is null) = (block_hash is null)),
    check (state not in ('submitted', 'minted') or user_address is not null)
  )`,
  'create index deposits_by_user on istsi.deposits (user_address, created_at desc, outpoint)',
  'create index deposits_by_age on istsi.deposits (created_at desc, outpoint)',
  'create index deposits_due on istsi.deposits (wake_at) where wake_at is not null',
  'create index deposits_by_address_index on istsi.deposits (address_index)',
  `create table istsi.submissions (
    hash text primary key,
    outpoint text not null references istsi.deposits (outpoint),
    envelope text not null,
    valid_until int8 not null,
    fate text not null default 'pending' check (fate in ('pending', 'success', 'failed', 'dead')),
    created_at timestamptz not null default now()
  )`,
  // At most one transaction per deposit may be on its way.
  `create unique index submissions_pending on istsi.submissions (outpoint) where fate = 'pending'`,
  `create table istsi.deposit_events (
    id int8 generated always as identity primary key,
    outpoint text not null references istsi.deposits (outpoint),
    at timestamptz not null default now(),
    state text not null,
    detail jsonb not null default '{}'
  )`,
  'create index deposit_events_by_outpoint on istsi.deposit_events (outpoint, id)',
  `create table istsi.owners (
    address_index int8 primary key,
    address text not null unique,
    created_at timestamptz not null default now()
  )`,
  'create table istsi.bitcoin_blocks (height int4 primary key, hash text not null unique)',
  `create table istsi.bitcoin_credits (
    outpoint text primary key,
    txid text not null,
    vout int8 not null,
    amount_sats int8 not null,
    epoch int4 not null,
    branch text not null check (branch in ('deposit', 'change')),
    address_index int8 not null,
    height int4 not null,
    block_hash text not null,
    is_coinbase boolean not null,
    spent_by text,
    spent_height int4,
    spent_block_hash text
  )`,
  `create table istsi.bitcoin_watcher (
    id int4 primary key default 1 check (id = 1),
    network text not null,
    descriptor text not null,
    start_height int4 not null,
    watched_through int4 not null,
    rescan_next int4,
    rescan_through int4
  )`,
  `create table istsi.cursors (
    name text primary key,
    position text not null
  )`,
];
