/** An output that is too small is never credited. */
export const depositEnds = [
  'alter table istsi.deposits drop constraint deposits_state_check',
  `alter table istsi.deposits add constraint deposits_state_check check
    (state in ('seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off', 'too-small'))`,
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
