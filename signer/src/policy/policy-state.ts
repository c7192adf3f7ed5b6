import { type AttestationRefusal, refuse } from '../refusals.ts';
import type { Deposited, PolicyRecord, Returnable, SpendFacts, TimedRecord } from './policy-record.ts';

/** How much may leave through this signer in any 24 hours, whatever the chain authorizes. */
export interface VelocityLimits {
  mostSatsPerDay: bigint;
  /** Withdrawals, and sweeps as one each. */
  mostPaymentsPerDay: number;
}

/** What follows from the records so far. */
export interface PolicyState {
  deposits: Map<string, Deposited>;
  returnables: Map<string, Returnable>;
  /** By txid: signed on Bitcoin, or to be treated so. */
  signed: Map<string, SpendFacts>;
  /** Of those, what can never confirm. */
  void: Set<string>;
  authorized: Set<string>;
  /** Ids of sweeps of reclaim coins. */
  reclaimed: Set<string>;
  /** By withdrawal id, or the txid of a sweep: each counts once, when it was first agreed to. */
  left: Map<string, { sats: bigint; at: number }>;
  /** The latest that money was moved to. */
  epoch: number;
}

const DAY_MS = 86_400_000;

export const emptyPolicyState = (): PolicyState => ({
  deposits: new Map(),
  returnables: new Map(),
  signed: new Map(),
  void: new Set(),
  authorized: new Set(),
  reclaimed: new Set(),
  left: new Map(),
  epoch: 0,
});

/** Whether the record says nothing new, and so needs no line. */
export function isKnown(state: PolicyState, record: PolicyRecord): boolean {
  switch (record.kind) {
    case 'deposit':
      // Mined again elsewhere, it is written down anew: where it was says what can have become of it.
      return (
        state.deposits.has(record.outpoint) && state.deposits.get(record.outpoint)?.block?.hash === record.block?.hash
      );
    case 'returnable':
      return state.returnables.get(record.outpoint)?.block.hash === record.block.hash;
    case 'authorization':
      return state.authorized.has(record.txid);
    case 'signature':
    case 'restored':
      return state.signed.has(record.txid);
    case 'reclaim-sweep':
      return state.reclaimed.has(record.txid);
    case 'void':
      return state.void.has(record.txid);
    case 'completion':
    case 'undoing':
    case 'correction':
    case 'write-off':
    case 'reinstatement':
    case 'addition':
    case 'proof':
      return false;
  }
}

/** Why the record contradicts what was said or signed before, or exceeds a limit; undefined if it does not. */
export function checkRecord(
  state: PolicyState,
  record: PolicyRecord,
  limits: VelocityLimits,
  now: Date,
): AttestationRefusal | undefined {
  switch (record.kind) {
    case 'deposit':
    case 'returnable':
      return checkOutput(state, record);
    case 'authorization':
    case 'signature':
      return checkEpoch(state, record) ?? checkReplacement(state, record) ?? checkVelocity(state, record, limits, now);
    // No more than its fee leaves, of its owner's own coin, which no version can be mined beside another of.
    case 'reclaim-sweep':
      return checkEpoch(state, record);
    case 'void':
    case 'completion':
    case 'undoing':
    case 'correction':
    case 'write-off':
    case 'reinstatement':
    case 'addition':
    case 'proof':
    case 'restored':
      return undefined;
  }
}

export function applyRecord(state: PolicyState, { record, at }: TimedRecord): void {
  switch (record.kind) {
    case 'deposit':
      state.deposits.set(record.outpoint, record);
      return;
    case 'returnable':
      state.returnables.set(record.outpoint, record);
      return;
    case 'authorization':
      state.authorized.add(record.txid);
      countLeaving(state, record, at);
      return;
    case 'signature':
    case 'restored':
      state.signed.set(record.txid, record);
      countLeaving(state, record, at);
      return;
    case 'reclaim-sweep':
      state.reclaimed.add(record.txid);
      return;
    case 'void':
      state.void.add(record.txid);
      return;
    case 'completion':
    case 'undoing':
    case 'correction':
    case 'write-off':
    case 'reinstatement':
    case 'addition':
    case 'proof':
      return;
  }
}

/** Whatever becomes of an output, it holds one amount and is one user's; who was nobody yet may have been registered since. */
function checkOutput(state: PolicyState, record: Deposited | Returnable): AttestationRefusal | undefined {
  const { outpoint, user, amountSats } = record;
  const known = [state.deposits.get(outpoint), state.returnables.get(outpoint)].filter((one) => one !== undefined);
  const isOther = (one: Deposited | Returnable): boolean =>
    one.amountSats !== amountSats || (one.user !== undefined && one.user !== user);
  if (!known.some(isOther)) return undefined;
  return refuse('attestation/conflict', 'this signer attested the output for another user or amount');
}

/** Keys are rotated because the old ones may be known to somebody: whoever may set the reserve's script cannot go back. */
function checkEpoch({ epoch }: PolicyState, spend: Pick<SpendFacts, 'epoch'>): AttestationRefusal | undefined {
  if (spend.epoch >= epoch) return undefined;
  return refuse(
    'attestation/proposal',
    `the reserve's script is of epoch ${spend.epoch}; this signer moved money to epoch ${epoch} already and does not go back`,
  );
}

/**
 * Of all transactions that this signer signed for a withdrawal only one may ever confirm. Sharing an input with each of
 * them is enough for two, not for three: they all must share the same one.
 */
function checkReplacement(state: PolicyState, spend: SpendFacts): AttestationRefusal | undefined {
  const earlier = signedFor(
    state,
    spend.withdrawals.map(({ id }) => id),
  );
  const shared = spend.inputs.filter((input) => earlier.every(({ inputs }) => inputs.includes(input)));
  const [first] = earlier;
  if (!first || shared.length > 0) return undefined;
  return refuse(
    'attestation/unsafe-replacement',
    `this signer signed ${first.txid} for one of these withdrawals, and both could confirm: a replacement must spend an output that every earlier one spends`,
  );
}

/** What was signed for any of these withdrawals and may still confirm. */
export function signedFor({ signed, void: voided }: PolicyState, withdrawalIds: readonly string[]): SpendFacts[] {
  const ids = new Set(withdrawalIds);
  return [...signed.values()].filter(
    ({ txid, withdrawals }) => !voided.has(txid) && withdrawals.some(({ id }) => ids.has(id)),
  );
}

/** What left within the 24 hours before a moment. */
export function leftBefore({ left }: PolicyState, moment: Date): { sats: bigint; payments: number } {
  const recent = [...left.values()].filter(({ at }) => at > moment.getTime() - DAY_MS);
  return { sats: recent.reduce((sum, one) => sum + one.sats, 0n), payments: recent.length };
}

function checkVelocity(
  state: PolicyState,
  spend: SpendFacts,
  { mostSatsPerDay, mostPaymentsPerDay }: VelocityLimits,
  now: Date,
): AttestationRefusal | undefined {
  const recent = leftBefore(state, now);
  const more = leavingIn(spend).filter(({ key }) => !state.left.has(key));
  if (more.length === 0) return undefined;
  const sats = more.reduce((sum, one) => sum + one.sats, recent.sats);
  const payments = recent.payments + more.length;
  if (sats <= mostSatsPerDay && payments <= mostPaymentsPerDay) return undefined;
  return refuse(
    'attestation/velocity',
    `with this, ${sats} sats in ${payments} payments would leave within 24 hours; this signer allows ${mostSatsPerDay} in ${mostPaymentsPerDay}`,
  );
}

function countLeaving(state: PolicyState, spend: SpendFacts, at: Date): void {
  state.epoch = Math.max(state.epoch, spend.epoch);
  for (const { key, sats } of leavingIn(spend)) {
    if (!state.left.has(key)) state.left.set(key, { sats, at: at.getTime() });
  }
}

/** A replacement pays the same withdrawals, so it adds nothing. Of a sweep only the fee leaves. */
function leavingIn({ txid, withdrawals, feeSats }: SpendFacts): { key: string; sats: bigint }[] {
  if (withdrawals.length === 0) return [{ key: txid, sats: feeSats }];
  return withdrawals.map(({ id, amountSats }) => ({ key: id, sats: amountSats }));
}
