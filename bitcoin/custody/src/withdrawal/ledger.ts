import { type Outpoint, outpointKey } from '../block/transaction.ts';
import { type Credit, confirmationsOf, type WatcherState } from '../watcher/state.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import { descriptorOf, type Epochs } from './proposal.ts';
import type { Candidate } from './select-coins.ts';
import { inputWeight } from './weight.ts';

/** A transaction of the custody's own that was broadcast and may not be in a block yet. */
export type OwnTransaction = {
  readonly txid: string;
  readonly inputs: readonly Outpoint[];
  /** Its outputs that come back to the custody. */
  readonly change: readonly (AddressOrigin & { readonly vout: number; readonly amountSats: bigint })[];
};

export type LedgerCoin = Candidate &
  AddressOrigin & {
    /** Transactions of our own that must be mined before or with one that spends this coin; 0 when in a block. */
    readonly unconfirmedAncestors: number;
  };

export type LedgerPolicy = {
  /** Before a deposit is spent: a spend of one that is reorganised away would be lost with it. */
  readonly depositConfirmations: number;
  /** Longest chain of our own unconfirmed transactions; nodes relay at most 25. */
  readonly mostUnconfirmedAncestors: number;
};

/** Consensus rule COINBASE_MATURITY. */
const COINBASE_MATURITY = 100;

/**
 * The coins that may be spent now: unspent outputs in blocks, deep enough, and our own change on its way into one. Never
 * anybody else's unconfirmed coin. Reserved coins belong to transactions being built or signed.
 */
export function spendableCoins(options: {
  epochs: Epochs;
  state: WatcherState;
  own: readonly OwnTransaction[];
  reserved: ReadonlySet<string>;
  policy: LedgerPolicy;
}): LedgerCoin[] {
  const { epochs, state, own, reserved, policy } = options;
  const taken = new Set([...reserved, ...own.flatMap(({ inputs }) => inputs.map(outpointKey))]);
  const isFree = (coin: Outpoint) => !taken.has(outpointKey(coin));
  const weigh = <T extends AddressOrigin>(coin: T) => ({
    ...coin,
    inputWeight: inputWeight(descriptorOf(epochs, coin)),
  });

  const confirmed = [...state.credits.values()]
    .filter((credit) => !credit.spent && isDeepEnough(state, credit, policy) && isFree(credit))
    .map((credit) => weigh({ ...coinOf(credit), unconfirmedAncestors: 0 }));
  const pending = unconfirmedChange(state, own)
    .filter((coin) => coin.unconfirmedAncestors <= policy.mostUnconfirmedAncestors && isFree(coin))
    .map(weigh);
  return [...confirmed, ...pending];
}

function coinOf({ txid, vout, amountSats, index, epoch, branch }: Credit) {
  return { txid, vout, amountSats, index, ...(epoch !== undefined && { epoch }), ...(branch && { branch }) };
}

function isDeepEnough(state: WatcherState, credit: Credit, policy: LedgerPolicy): boolean {
  const needed = credit.isCoinbase ? COINBASE_MATURITY : credit.branch === 'change' ? 1 : policy.depositConfirmations;
  return confirmationsOf(state, credit) >= needed;
}

/** Change outputs of our transactions that no followed block has, each with the length of the chain it hangs on. */
function unconfirmedChange(state: WatcherState, own: readonly OwnTransaction[]) {
  const waiting = new Map(own.filter((one) => !isMined(state, one)).map((one) => [one.txid, one]));
  const counted = new Map<string, ReadonlySet<string>>();

  /** The transaction and all its waiting ancestors. Transactions cannot spend their descendants, so this ends. */
  function familyOf(transaction: OwnTransaction): ReadonlySet<string> {
    const known = counted.get(transaction.txid);
    if (known) return known;
    const parents = transaction.inputs.map(({ txid }) => waiting.get(txid)).filter((one) => one !== undefined);
    const family = new Set([transaction.txid, ...parents.flatMap((parent) => [...familyOf(parent)])]);
    counted.set(transaction.txid, family);
    return family;
  }

  return [...waiting.values()].flatMap((transaction) =>
    transaction.change.map((coin) => ({
      ...coin,
      txid: transaction.txid,
      unconfirmedAncestors: familyOf(transaction).size,
    })),
  );
}

/** Mined: a coin it spends is known to be spent by it, or its change is in a block. */
function isMined({ credits }: WatcherState, { txid, inputs, change }: OwnTransaction): boolean {
  const isSpender = inputs.some((input) => credits.get(outpointKey(input))?.spent?.by === txid);
  return isSpender || change.some(({ vout }) => credits.has(outpointKey({ txid, vout })));
}
