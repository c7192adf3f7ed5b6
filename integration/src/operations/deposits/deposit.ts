export { type Outpoint, outpointKey as formatOutpoint, parseOutpoint } from '@istsi/bitcoin-custody';

/** Where a deposit stands. `orphaned`, `refused` and even `minted` deposits stay recorded forever. */
export type DepositState =
  /** Recorded. Whose it is and how deep it must be buried is not known yet. */
  | 'seen'
  /** In the active chain, not deep enough. */
  | 'confirming'
  /** Deep enough: custodians are asked to sign, then the Stellar transaction is built. */
  | 'attesting'
  /** A signed Stellar transaction is stored and may have been sent. */
  | 'submitted'
  /** Final, unless Bitcoin takes the output back for good. */
  | 'minted'
  /** Contracts or custodians refuse it for now; asked again with growing pauses, because most reasons can pass. */
  | 'refused'
  /** A reorganization took it out of the active chain; it may come back. */
  | 'orphaned'
  /** Final: it holds less than the least deposit, and is never credited. */
  | 'too-small'
  /** A signed Stellar transaction that puts it on the books to be paid back is stored and may have been sent. */
  | 'registering'
  /** It is owed back and never becomes tokens: it waits to be told where it is paid to. */
  | 'returnable'
  /** It is known where it is paid to: paid like a withdrawal, together with others. */
  | 'returning'
  /** Paid back, less its fee. */
  | 'returned'
  /** Final: the reserve counted it, and a reorganization took it out of the active chain for good. The reserve counts it no longer. */
  | 'written-off';

export interface Refusal {
  code: string;
  message: string;
}

export interface Deposit {
  outpoint: string;
  txid: string;
  vout: number;
  amountSats: bigint;
  addressIndex: number;
  operationId: string;
  /** Height in the active chain; undefined while the output is in no block of it. */
  height: number | undefined;
  /** The block at that height. */
  blockHash: string | undefined;
  state: DepositState;
  user: string | undefined;
  confirmationsRequired: number | undefined;
  stellarTx: string | undefined;
  /** The withdrawal that pays it back, should it be. */
  returnId: string;
  /** The reserve owes it back. */
  owedBack: boolean;
  returnHeld: boolean;
  /** An officer asked for its return. */
  returnAsked: boolean;
  refusal: Refusal | undefined;
  failures: number;
  failingSince: Date | undefined;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
}

/** Blocks from the one that holds the output to the tip, both counted; 0 when it is in none. */
export function confirmationsOf(deposit: Pick<Deposit, 'height'>, tipHeight: number): number {
  return deposit.height === undefined ? 0 : Math.max(0, tipHeight - deposit.height + 1);
}

/** What the reserve's books name: minted, or owed back. */
export const COUNTED_STATES = ['minted', 'returnable', 'returning', 'returned'] as const satisfies DepositState[];

/** The code of a deposit whose address is nobody's, as far as the registry knows. */
export const NO_OWNER = 'no-owner';

/** States that no step of the deposit's own leaves. What is owed back is moved by the events of its return and its payment. */
export const SETTLED_STATES = [...COUNTED_STATES, 'written-off'] as const satisfies DepositState[];

export const isSettledState = (state: DepositState): state is (typeof SETTLED_STATES)[number] =>
  (SETTLED_STATES as readonly DepositState[]).includes(state);
