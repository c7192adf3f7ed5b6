/** What proofs of reserves need: the history of the reserve's books, and the proofs themselves. */
export const reserveProofs = [
  `create table istsi.reserve_changes (
    seq int8 generated always as identity primary key,
    event_id text not null,
    position int4 not null,
    change text not null check (change in ('added', 'removed')),
    txid text not null check (txid ~ '^[0-9a-f]{64}$'),
    vout int8 not null check (vout between 0 and 4294967295),
    amount_sats int8 not null check (amount_sats > 0),
    ledger int8 not null,
    unique (event_id, position)
  )`,
  'create index reserve_changes_by_outpoint on istsi.reserve_changes (txid, vout)',
  `create table istsi.reserve_proofs (
    id text primary key,
    bitcoin_height int4 not null,
    bitcoin_block text not null,
    ledger int8 not null,
    outputs int4 not null,
    total_sats int8 not null,
    supply_sats int8 not null,
    owed_sats int8 not null,
    stellar_tx text,
    created_at timestamptz not null default now()
  )`,
  'create index reserve_proofs_by_age on istsi.reserve_proofs (created_at desc, id)',
];
