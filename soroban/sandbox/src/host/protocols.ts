/** What the host does differently, by the first protocol in which it does. New host functions say so in the table. */

/** Code is charged for its custom sections and for the targets of its branch tables. */
export const COMPLETE_CODE_COSTS = 29;
/** Extending past the last ledger number there can be extends as far as is allowed; before, it is an error. */
export const SATURATING_LIFETIMES = 29;
/** Contracts have muxed addresses, `W…` (CAP-84). */
export const MUXED_CONTRACTS = 30;
