/** An output that is too small is never credited. */
export const depositEnds = [
  'alter table istsi.deposits drop constraint deposits_state_check',
  `alter table istsi.deposits add constraint deposits_state_check check
    (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off', 'too-small'))`,
];

/** An output that may not become tokens is owed back: the number that its payment has is a function of the outpoint. */
export const returns = [
  'alter table istsi.deposits drop constraint deposits_state_check',
  `alter table istsi.deposits add constraint deposits_state_check check
    (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off', 'too-small',
      'registering', 'returnable', 'returning', 'returned'))`,
  `alter table istsi.deposits add column return_id text not null generated always as
    (encode(sha256('returned_deposit'::bytea || decode(txid, 'hex') || substring(int8send(vout) from 5)), 'hex')) stored`,
  'create unique index deposits_by_return on istsi.deposits (return_id)',
  'alter table istsi.deposits add column owed_back boolean not null default false',
  'alter table istsi.deposits add column return_held boolean not null default false',
  'alter table istsi.deposits add column return_asked_at timestamptz',
];

/** Scripts of deposit addresses, a thousand a row; by the hash of the descriptor that they were derived from. */
export const watchedScripts = [
  `create table istsi.watched_scripts (
    descriptor text not null,
    row int4 not null check (row >= 0),
    scripts bytea not null,
    sum text not null,
    primary key (descriptor, row)
  )`,
];

/** Payments that are announced and in no block: what is lost of it is seen again. */
export const pendingPayments = [
  `create table istsi.pending_payments (
    outpoint text primary key,
    txid text not null,
    amount_sats int8 not null,
    address_index int8 not null,
    seen_at timestamptz not null default now(),
    gone_at timestamptz
  )`,
  'create index pending_payments_by_address_index on istsi.pending_payments (address_index)',
  'create index pending_payments_by_txid on istsi.pending_payments (txid)',
];
