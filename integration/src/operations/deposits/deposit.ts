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
  /** Final: it was minted, and a reorganization took it out of the active chain for good. The reserve counts it no longer. */
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
  refusal: Refusal | undefined;
  failures: number;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
}

/** Blocks from the one that holds the output to the tip, both counted; 0 when it is in none. */
export function confirmationsOf(deposit: Pick<Deposit, 'height'>, tipHeight: number): number {
  return deposit.height === undefined ? 0 : Math.max(0, tipHeight - deposit.height + 1);
}

/** Nothing that happens from here on changes what becomes of it, but for a minted output that Bitcoin takes back. */
export const isFinalState = (state: DepositState): state is 'minted' | 'written-off' | 'too-small' =>
  state === 'minted' || state === 'written-off' || state === 'too-small';
