/** What withdrawals need, and what deposits share with them: transactions and timelines are keyed by operation now. */
export const withdrawals = [
  'alter table istsi.submissions drop constraint submissions_outpoint_fkey',
  'alter table istsi.submissions rename column outpoint to operation',
  `alter table istsi.submissions add column purpose text not null default 'mint'`,
  'alter table istsi.deposit_events drop constraint deposit_events_outpoint_fkey',
  'alter table istsi.deposit_events rename column outpoint to operation',
  'alter table istsi.deposit_events rename to operation_events',
  'alter index istsi.deposit_events_by_outpoint rename to operation_events_by_operation',
  'alter table istsi.deposits add column absent_since int4',
  'alter table istsi.deposits drop constraint deposits_state_check',
  `alter table istsi.deposits add constraint deposits_state_check check
    (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off'))`,
  `create table istsi.batches (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    kind text not null check (kind in ('payment', 'sweep')),
    state text not null default 'planned' check (state in ('planned', 'paying', 'completed', 'buried')),
    anchor text not null,
    confirmations_required int4,
    deadline_height int4,
    completed_by text,
    fee_note text,
    refusal_code text,
    refusal_message text,
    failures int4 not null default 0,
    wake_at timestamptz default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index batches_by_anchor on istsi.batches (anchor)',
  'create index batches_due on istsi.batches (wake_at) where wake_at is not null',
  `create table istsi.withdrawals (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    user_address text,
    btc_address text,
    script text not null,
    amount_sats int8 not null check (amount_sats > 0),
    max_fee_sats int8 not null check (max_fee_sats > 0),
    deadline int8 not null,
    state text not null default 'pending' check (state in ('pending', 'batched', 'authorizing', 'authorized', 'signing',
      'broadcast', 'confirming', 'completed', 'settled', 'refunding', 'refunded')),
    batch_id text references istsi.batches (id),
    place int4,
    alone boolean not null default false,
    fee_sats int8,
    txid text,
    stellar_tx text,
    refusal_code text,
    refusal_message text,
    failures int4 not null default 0,
    wake_at timestamptz default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((batch_id is null) = (place is null)),
    unique (batch_id, place)
  )`,
  'create index withdrawals_by_user on istsi.withdrawals (user_address, created_at desc, id)',
  'create index withdrawals_by_age on istsi.withdrawals (created_at desc, id)',
  'create index withdrawals_due on istsi.withdrawals (wake_at) where wake_at is not null',
  `create index withdrawals_pending on istsi.withdrawals (created_at) where state = 'pending'`,
  `create table istsi.payments (
    txid text primary key check (txid ~ '^[0-9a-f]{64}$'),
    batch_id text not null references istsi.batches (id),
    version int4 not null,
    state text not null default 'planned' check (state in ('planned', 'authorized', 'signed', 'refused')),
    psbt text,
    fee_sats int8 not null,
    vbytes int4,
    raw_tx text,
    broadcast_height int4,
    height int4,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (batch_id, version)
  )`,
  'create index payments_by_age on istsi.payments (created_at desc, txid)',
  // The primary key keeps batches that are planned at the same time from the same coin.
  `create table istsi.reserved_coins (
    outpoint text primary key,
    batch_id text not null references istsi.batches (id)
  )`,
  'create index reserved_coins_by_batch on istsi.reserved_coins (batch_id)',
  `create table istsi.payment_signatures (
    txid text not null references istsi.payments (txid),
    signer text not null,
    psbt text not null,
    created_at timestamptz not null default now(),
    primary key (txid, signer)
  )`,
  `create table istsi.event_gaps (
    stream text not null,
    from_ledger int8 not null,
    through_ledger int8 not null,
    noticed_at timestamptz not null default now(),
    primary key (stream, from_ledger)
  )`,
  `create table istsi.quarantined_events (
    id text primary key,
    name text not null,
    reason text not null,
    quarantined_at timestamptz not null default now()
  )`,
];

/** A sweep may spend change of a payment that is not mined yet, and pay for both. */
export const children = [
  'alter table istsi.batches add column parent text references istsi.payments (txid)',
  'create index batches_by_parent on istsi.batches (parent) where parent is not null',
];

/** A transaction of a batch may cancel it: it pays only the reserve. */
export const batchEnds = ['alter table istsi.payments add column cancels boolean not null default false'];
