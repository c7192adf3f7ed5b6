import { requiredConfirmations } from '@istsi/bitcoin-custody';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import type { DepositState } from '../operations/deposits/deposit.ts';
import type { CoinsAtBlock } from './coins-at-block.ts';
import type { Difference, Explanation, Unknown } from './findings.ts';

/** A coin that is unspent when a block is the last one. */
export interface Coin {
  amountSats: bigint;
  /** Of the block that made it. */
  height: number;
  /** At the reserve's own address, where change goes, and not at a user's. */
  isReserve: boolean;
}

/** An output as the reserve's books have it at one ledger. */
export interface BookedOutput {
  amountSats: bigint;
  state: UtxoState;
}

/** An authorized payment as the books have it. */
export interface BookedPayment {
  batch: string;
  inputs: readonly string[];
  /** Nothing has decided yet how its batch ended. */
  isOpen: boolean;
}

/** What this database knows of a deposit. */
export interface KnownDeposit {
  state: DepositState;
  confirmationsRequired: number | undefined;
}

export interface CoinsAndBooks {
  height: number;
  how: CoinsAtBlock['how'];
  coins: ReadonlyMap<string, Coin>;
  outputs: ReadonlyMap<string, BookedOutput>;
  payments: ReadonlyMap<string, BookedPayment>;
  /** Which transaction of the chain spends an output; shown by its block. */
  spenders: ReadonlyMap<string, string>;
  deposits: ReadonlyMap<string, KnownDeposit>;
  /** Why what happened up to that block may not be known; undefined when all of it was searched. */
  unsearched: string | undefined;
}

export const isCounted = ({ state }: BookedOutput): boolean =>
  state === UtxoState.Unspent || state === UtxoState.Committed;

/**
 * Every coin that only one of the two has, or that they have otherwise. Pure. What nothing explains is a difference only where
 * all blocks were searched for an explanation.
 */
export function compareCoins(facts: CoinsAndBooks): { differences: Difference[]; unknown: Unknown[] } {
  const { coins, outputs, how, unsearched } = facts;
  const found: Difference[] = [];
  for (const [outpoint, coin] of coins) {
    const booked = outputs.get(outpoint);
    if (booked && isCounted(booked)) {
      const sats = coin.amountSats - booked.amountSats;
      if (sats !== 0n) found.push(differ(outpoint, sats, 'unexplained', 'the books have it with another amount'));
    } else if (coin.amountSats > 0n) found.push(explainSurplus(facts, outpoint, coin, booked));
  }
  for (const [outpoint, booked] of outputs) {
    if (isCounted(booked) && !coins.has(outpoint)) found.push(explainMissing(facts, outpoint, booked));
  }
  if (unsearched === undefined) return { differences: found, unknown: [] };
  const isOpen = ({ explanation }: Difference): boolean => explanation === 'unexplained';
  const open = found.filter(isOpen).map(({ subject, detail }) => ({ what: `${subject}: ${detail}`, why: unsearched }));
  // Where coins are not searched for among all that is unspent, those that the watcher has not come to yet are not told.
  const unseen = how === 'watched' ? [{ what: 'coins that the watcher has not seen yet', why: unsearched }] : [];
  return { differences: found.filter((each) => !isOpen(each)), unknown: [...open, ...unseen] };
}

function explainSurplus(
  facts: CoinsAndBooks,
  outpoint: string,
  coin: Coin,
  booked: BookedOutput | undefined,
): Difference {
  const found = booked ? explainKept(outpoint, booked) : explainUnbooked(facts, outpoint, coin);
  return differ(outpoint, coin.amountSats, found.explanation, found.detail, found.state);
}

interface Explained {
  explanation: Explanation;
  detail: string;
  state?: string | undefined;
}

/** The books know it, and do not count it. */
function explainKept(outpoint: string, { state }: BookedOutput): Explained {
  const payment = outpoint.slice(0, 64);
  switch (state) {
    case UtxoState.Expected:
    case UtxoState.Promised:
      return { explanation: 'payout-pending', detail: `the change of payment ${payment}`, state: 'Expected' };
    case UtxoState.Lost:
      return { explanation: 'in-flight', detail: 'written off, and there: custodians can reinstate it', state: 'Lost' };
    default:
      return { explanation: 'unexplained', detail: 'the books say that it was spent', state: 'Spent' };
  }
}

/** The books have never heard of it. */
function explainUnbooked({ height, payments, deposits }: CoinsAndBooks, outpoint: string, coin: Coin): Explained {
  const payment = outpoint.slice(0, 64);
  if (payments.has(payment)) return { explanation: 'payout-pending', detail: `the change of payment ${payment}` };
  const known = deposits.get(outpoint);
  const state = known?.state;
  const confirmations = height - coin.height + 1;
  const needed = known?.confirmationsRequired ?? requiredConfirmations(coin.amountSats);
  if (confirmations < needed)
    return {
      explanation: 'unconfirmed',
      detail: `${confirmations} of ${needed} confirmations`,
      state: state ?? 'seen',
    };
  if (coin.isReserve)
    return { explanation: 'in-flight', detail: 'paid to the reserve itself: custodians add it', state };
  switch (state) {
    case undefined:
      return { explanation: 'unexplained', detail: 'a coin at an address of the custody that no operation is about' };
    case 'too-small':
      return { explanation: 'in-flight', detail: 'less than the least deposit: it is never credited', state };
    case 'registering':
    case 'returnable':
    case 'returning':
    case 'returned':
      return { explanation: 'in-flight', detail: 'it is put on the books to be paid back', state };
    case 'written-off':
      return { explanation: 'in-flight', detail: 'written off, and there: custodians can reinstate it', state };
    default:
      return { explanation: 'mint-pending', detail: 'deep enough, and not minted yet', state };
  }
}

function explainMissing(facts: CoinsAndBooks, outpoint: string, { amountSats }: BookedOutput): Difference {
  const by = facts.spenders.get(outpoint);
  const payment = by === undefined ? undefined : facts.payments.get(by);
  const missing = (explanation: Explanation, detail: string, state?: string): Difference =>
    differ(outpoint, -amountSats, explanation, detail, state);
  if (by === undefined)
    return missing(
      'unexplained',
      'the books count it, and it is in no block of the chain, or nobody knows what spent it',
    );
  if (!payment?.inputs.includes(outpoint))
    return missing('unexplained', `${by} spends it, which the reserve did not authorize`);
  if (payment.isOpen) return missing('payout-pending', `payment ${by} spends it, and is not settled yet`, 'Open');
  // Another version of the same payment settled the batch than the one in the chain.
  return missing('in-flight', `payment ${by} spends it, and its batch was settled otherwise: custodians put it right`);
}

const differ = (
  subject: string,
  sats: bigint,
  explanation: Explanation,
  detail: string,
  state?: string,
): Difference => ({ comparison: 'coins', explanation, sats, subject, state, detail });
