/** An output that is too small is never credited. */
export const depositEnds = [
  'alter table istsi.deposits drop constraint deposits_state_check',
  `alter table istsi.deposits add constraint deposits_state_check check
    (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off', 'too-small'))`,
];
