/**
 * One deposit, two withdrawals and up to two batches of transactions that pay them, as the contracts, the signers and Bitcoin
 * have them. Amounts are small: rules about sums do not depend on how large they are.
 */
export interface SystemState {
  readonly deposit: Confirmed;
  readonly minted: boolean;
  readonly withdrawals: readonly Withdrawal[];
  readonly batches: readonly Batch[];
  readonly paused: boolean;
  /** What the signers are asked for, and which of them signed. */
  readonly asked: { readonly call: Call; readonly signed: readonly boolean[] } | undefined;
  /** How deep the one reorganization went, once there was one. */
  readonly reorganized: 'not' | 'shallow' | 'deep';
}

/** Of a transaction in Bitcoin: not there, in a block, or under as many blocks as the contracts ask for. */
export type Confirmed = 'no' | 'yes' | 'buried';

export interface Withdrawal {
  readonly state: 'none' | 'pending' | 'authorized' | 'completed' | 'refunded';
  /** Its deadline passed while it was pending. */
  readonly late: boolean;
  /** What counted as paid once is paid in the end, and not refunded. */
  readonly refundable: boolean;
}

/** The transactions of a batch: the first, its replacement, and a sweep that cancels both. */
export const versions = ['payment', 'replacement', 'cancel'] as const;
export type Version = (typeof versions)[number];

export interface Batch {
  readonly members: readonly boolean[];
  readonly end: 'open' | 'completed' | 'cancelled' | 'undone';
  readonly authorized: readonly Version[];
  readonly settledBy: Version | undefined;
  /** What Bitcoin has of it. */
  readonly confirmed: Readonly<Record<Version, Confirmed>>;
  /** The transaction whose change it spends: a version of a batch before. None: the deposit. */
  readonly spends: { readonly batch: number; readonly version: Version } | undefined;
}

export type Call =
  | { readonly is: 'mint' }
  | { readonly is: 'authorize' | 'complete' | 'correct'; readonly batch: number; readonly version: Version }
  | { readonly is: 'undo'; readonly batch: number };

export const MINTED = 4;
const AMOUNTS = [1, 2];

export const initialState: SystemState = {
  deposit: 'no',
  minted: false,
  withdrawals: AMOUNTS.map(() => ({ state: 'none', late: false, refundable: true })),
  batches: [],
  paused: false,
  asked: undefined,
  reorganized: 'not',
};

export const pays = (version: Version): boolean => version !== 'cancel';

export const isThere = (confirmed: Confirmed): boolean => confirmed !== 'no';

export const sumOf = (has: (i: number) => boolean): number =>
  AMOUNTS.reduce((total, amount, i) => total + (has(i) ? amount : 0), 0);

/** How often Bitcoin paid a withdrawal. */
export const timesPaid = ({ batches }: SystemState, i: number): number =>
  batches
    .filter(({ members }) => members[i])
    .flatMap(({ confirmed }) => versions.filter((version) => pays(version) && isThere(confirmed[version]))).length;

/** What the contracts have on their books. */
export function books({ minted, withdrawals }: SystemState): { supply: number; owed: number; total: number } {
  const isIn = (...states: Withdrawal['state'][]) => sumOf((i) => states.includes(withdrawals[i]!.state));
  return {
    supply: (minted ? MINTED : 0) - isIn('pending', 'authorized', 'completed'),
    owed: isIn('pending', 'authorized'),
    total: (minted ? MINTED : 0) - isIn('completed'),
  };
}

/** What the custody has on Bitcoin. */
export function coins(state: SystemState): number {
  const paid = state.withdrawals.reduce((sum, _, i) => sum + timesPaid(state, i) * sumOf((other) => other === i), 0);
  return (isThere(state.deposit) ? MINTED : 0) - paid;
}
