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

/**
 * In the very order of the lists: where only the time is, all of one moment (a block's deposits) are read and sorted for every page. And what
 * is owed back is few among all deposits, but looked for beside every withdrawal.
 */
export const listIndexes = [
  ...['deposits_by_user', 'deposits_by_age', 'withdrawals_by_user', 'withdrawals_by_age', 'payments_by_age'].map(
    (name) => `drop index istsi.${name}`,
  ),
  'create index deposits_by_user on istsi.deposits (user_address, created_at desc, outpoint desc)',
  'create index deposits_by_age on istsi.deposits (created_at desc, outpoint desc)',
  'create index withdrawals_by_user on istsi.withdrawals (user_address, created_at desc, id desc)',
  'create index withdrawals_by_age on istsi.withdrawals (created_at desc, id desc)',
  'create index payments_by_age on istsi.payments (created_at desc, txid desc)',
  'create unique index deposits_owed_back on istsi.deposits (return_id) where owed_back',
  'create index audit_entries_by_person on istsi.audit_entries (person, arrived) where person is not null',
];

/** Who follows the events of one type reads those, and not all between them. */
export const eventsByType = 'create index bus_events_by_type on istsi.bus_events (type, seq) where seq is not null';
