import type { Chain } from '../chain/chain.ts';
import { checkSpentCoins, checkTransaction } from '../chain/check-transaction.ts';
import type { Coin } from '../chain/coins.ts';
import { isFinalTransaction, sequenceLocksHold } from '../chain/locks.ts';
import { Rejection, requireRule } from '../chain/rejection.ts';
import { inputKey, isCoinbase, outpointKey, type Transaction } from '../encoding/transaction.ts';
import { STANDARD_FLAGS } from '../script/flags.ts';
import { scriptErrors } from '../script/script-error.ts';
import { spendingTransaction } from '../script/signature-hash.ts';
import { sigopCost } from '../script/sigops.ts';
import { verifyInput } from '../script/verify-input.ts';
import { createEntry, entryVirtualSize, type MempoolEntry, modifiedFee } from './entry.ts';
import { type FeeAndSize, feeAtRate, MIN_RELAY_SATS_PER_KVB } from './fees.ts';
import { minimumSatsPerKvb } from './limit.ts';
import type { Mempool } from './mempool.ts';
import { checkClusterLimits, checkReplacement, evictedBy, requireNoConflictAmongAncestors } from './replacement.ts';
import { checkStandardInputs, checkStandardTransaction, checkStandardWitnesses, dustOutputs } from './standardness.ts';
import { checkTruc, siblingDetails } from './truc.ts';

export const MISSING_INPUTS = 'bad-txns-inputs-missingorspent';
export const MEMPOOL_MIN_FEE = 'mempool min fee not met';
export const MIN_RELAY_FEE = 'min relay fee not met';
const MIN_STRIPPED_BYTES = 65;
const MAX_STANDARD_SIGOP_COST = 16_000;

export type AcceptContext = {
  chain: Chain;
  mempool: Mempool;
  nowSeconds: () => number;
  /** wtxids whose scripts hold under the standard rules. */
  verified: Set<string>;
};

export type AcceptOptions = {
  /**
   * Asks for no fee: transactions of a block that was taken off the chain come back without paying again, those of the
   * journal were asked when they came, and those of a package are asked together.
   */
  bypassLimits?: boolean;
  time?: number;
  /** Transactions of the same package, which are in the mempool only while it is looked at: its rules are asked of all together. */
  companions?: ReadonlySet<MempoolEntry>;
  /** Nothing that is in the mempool may have to leave, as `testmempoolaccept` asks of a package. */
  refuseReplacement?: boolean;
};

export type Acceptance = { entry: MempoolEntry; evicted: Set<MempoolEntry> };
/** What passed every rule but its scripts, which are dear and come last. */
export type Checked = Acceptance & { coins: Coin[] };

/** Decides whether a transaction may enter the mempool, in Bitcoin Core's order of checks. Changes nothing. Throws Rejection. */
export function checkAcceptance(context: AcceptContext, tx: Transaction, options: AcceptOptions = {}): Acceptance {
  const { entry, evicted, coins } = checkPolicy(context, tx, options);
  verifyStandardScripts(context, tx, coins);
  return { entry, evicted };
}

/** Everything about a transaction but its scripts. Changes nothing. Throws Rejection. */
export function checkPolicy(context: AcceptContext, tx: Transaction, options: AcceptOptions = {}): Checked {
  const { chain, mempool } = context;
  checkTransaction(tx);
  requireRule(!isCoinbase(tx), 'coinbase');
  checkStandardTransaction(tx);
  requireRule(tx.strippedSize >= MIN_STRIPPED_BYTES, 'tx-size-small');
  const nextHeight = chain.tip.height + 1;
  requireRule(isFinalTransaction(tx, nextHeight, chain.tip.medianTimePast), 'non-final');
  requireNotKnown(mempool, tx);
  if (options.refuseReplacement && tx.inputs.some((input) => mempool.spenders.has(inputKey(input)))) {
    throw new Rejection('bip125-replacement-disallowed');
  }
  const coins = spentCoins(context, tx);
  requireRule(sequenceLocksHold(tx, coins, chain.tip), 'non-BIP68-final');
  const feeSats = checkSpentCoins(tx, coins, nextHeight);
  checkStandardInputs(tx, coins);
  checkStandardWitnesses(tx, coins);
  const entry = createEntry(tx, {
    feeSats,
    feeDeltaSats: mempool.feeDeltas.get(tx.txid) ?? 0n,
    time: options.time ?? context.nowSeconds(),
    height: chain.tip.height,
    sigopCost: sigopCost(tx, coins),
  });
  requireRule(entry.sigopCost <= MAX_STANDARD_SIGOP_COST, 'bad-txns-too-many-sigops', String(entry.sigopCost));
  for (const input of tx.inputs) {
    const parent = mempool.entries.get(input.prevTxid);
    if (parent) entry.parents.add(parent);
  }
  requireDustIsFree(entry);
  if (!options.bypassLimits) checkFee(mempool, feeAndSizeOf(entry), context.nowSeconds());
  const evicted = checkConflicts(mempool, entry, options);
  return { entry, evicted, coins };
}

/** Checks a transaction and, when it is acceptable, puts it in the place of everything it replaces. */
export function acceptTransaction(context: AcceptContext, tx: Transaction, options: AcceptOptions = {}): Acceptance {
  const acceptance = checkAcceptance(context, tx, options);
  for (const replaced of acceptance.evicted) context.mempool.removeMined(replaced);
  acceptance.entry.parents.clear();
  context.mempool.add(acceptance.entry);
  return acceptance;
}

function requireNotKnown(mempool: Mempool, tx: Transaction): void {
  const known = mempool.entries.get(tx.txid);
  if (!known) return;
  throw new Rejection(known.tx.wtxid === tx.wtxid ? 'txn-already-in-mempool' : 'txn-same-nonwitness-data-in-mempool');
}

function spentCoins({ chain, mempool }: AcceptContext, tx: Transaction): Coin[] {
  return tx.inputs.map((input) => {
    const coin = mempool.coin(inputKey(input));
    if (coin) return coin;
    const isConfirmed = tx.outputs.some((_, vout) => chain.coins.has(outpointKey(tx.txid, vout)));
    throw new Rejection(isConfirmed ? 'txn-already-known' : MISSING_INPUTS);
  });
}

function requireDustIsFree(entry: MempoolEntry): void {
  const paysForDust = entry.feeSats !== 0n || entry.feeDeltaSats !== 0n;
  if (paysForDust && dustOutputs(entry.tx).length > 0) throw new Rejection('dust', 'tx with dust output must be 0-fee');
}

export const feeAndSizeOf = (entry: MempoolEntry): FeeAndSize => ({
  feeSats: modifiedFee(entry),
  size: entryVirtualSize(entry),
});

/** What a full mempool asks first, then what every node asks for relay. Size is in virtual bytes. Throws Rejection. */
export function checkFee(mempool: Mempool, { feeSats, size }: FeeAndSize, nowSeconds: number): void {
  const forRoom = feeAtRate(minimumSatsPerKvb(mempool, nowSeconds), size);
  requireRule(feeSats >= forRoom, MEMPOOL_MIN_FEE, `${feeSats} < ${forRoom}`);
  const forRelay = feeAtRate(MIN_RELAY_SATS_PER_KVB, size);
  requireRule(feeSats >= forRelay, MIN_RELAY_FEE, `${feeSats} < ${forRelay}`);
}

function checkConflicts(
  mempool: Mempool,
  entry: MempoolEntry,
  { companions, refuseReplacement = false }: AcceptOptions,
): Set<MempoolEntry> {
  const conflicts = new Set<MempoolEntry>();
  for (const input of entry.tx.inputs) {
    const spender = mempool.spenders.get(inputKey(input));
    if (spender) conflicts.add(spender);
  }
  const sibling = checkTruc(entry, evictedBy(conflicts), companions);
  if (sibling && refuseReplacement) throw new Rejection('TRUC-violation', siblingDetails(entry));
  if (sibling) conflicts.add(sibling);
  requireNoConflictAmongAncestors(entry, conflicts);
  const evicted = evictedBy(conflicts);
  if (conflicts.size > 0) checkReplacement(entry, conflicts, evicted);
  // What a package does to clusters and dust is asked of it as a whole.
  if (companions) return evicted;
  checkClusterLimits(entry, evicted);
  requireDustIsSpent(entry);
  return evicted;
}

/** A parent's dust has to be spent by whoever spends from it, or it would stay for ever. Throws Rejection. */
export function requireDustIsSpent({ tx, parents }: MempoolEntry): void {
  const spent = new Set(tx.inputs.map(inputKey));
  for (const parent of parents) {
    if (dustOutputs(parent.tx).every((vout) => spent.has(outpointKey(parent.tx.txid, vout)))) continue;
    const details = `tx ${tx.txid} (wtxid=${tx.wtxid}) did not spend parent's ephemeral dust`;
    throw new Rejection('missing-ephemeral-spends', details);
  }
}

/** The scripts under the standard rules, once for each witness. Throws Rejection. */
export function verifyStandardScripts({ verified }: AcceptContext, tx: Transaction, coins: Coin[]): void {
  if (verified.has(tx.wtxid)) return;
  const spending = spendingTransaction(tx, coins);
  tx.inputs.forEach((input, index) => {
    const failure = verifyInput(spending, index, STANDARD_FLAGS);
    if (!failure) return;
    throw new Rejection(
      `mempool-script-verify-flag-failed (${scriptErrors[failure]})`,
      `input ${index} of ${tx.txid} (wtxid ${tx.wtxid}), spending ${inputKey(input)}`,
    );
  });
  verified.add(tx.wtxid);
}
