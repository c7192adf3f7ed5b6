/** What lists of operations are read in the order of; `endStates` has the same words. */
export const deskIndexes = [
  `create index deposits_open on istsi.deposits (created_at desc, outpoint desc)
    where state not in ('minted', 'returned', 'written-off', 'too-small')`,
  'create index deposits_by_state on istsi.deposits (state, created_at desc, outpoint desc)',
  'create index deposits_by_txid on istsi.deposits (txid)',
  `create index withdrawals_open on istsi.withdrawals (created_at desc, id desc) where state not in ('settled', 'refunded')`,
  'create index withdrawals_by_state on istsi.withdrawals (state, created_at desc, id desc)',
  'create index withdrawals_by_address on istsi.withdrawals (btc_address, created_at desc) where btc_address is not null',
  'create index batches_by_age on istsi.batches (created_at desc, id desc)',
  'create index batches_by_state on istsi.batches (state, created_at desc, id desc)',
  'create index payments_by_batch on istsi.payments (batch_id, version desc)',
  'create index submissions_by_operation on istsi.submissions (operation, created_at)',
  'create index bus_events_by_tx on istsi.bus_events (tx) where tx is not null',
];
