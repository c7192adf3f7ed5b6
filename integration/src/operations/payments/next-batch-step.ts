import type { FeeStep } from '@istsi/bitcoin-custody';
import type { Batch, Payment } from './batch.ts';

/** What the watcher knows of the coin that every version of a batch spends. */
export type Anchor =
  /** Not in the chain that is followed, or spent so long ago that it was forgotten. */
  { is: 'unknown' } | { is: 'unspent' } | { is: 'spent'; by: string; height: number };

/** A transaction of the best chain beside which no version of a batch can ever confirm. */
export interface BatchConflict {
  by: string;
  height: number;
  /** What lies between the anchor and the coin that it spends, each whole; none when that is the anchor. */
  ancestors: readonly Uint8Array[];
  confirmationsRequired: number;
}

/** What is known besides the batch's own rows. */
export interface BatchFacts {
  /** By the network's clock or ours, whichever is ahead: what deadlines are judged by. */
  now: Date;
  /** By ours alone, which pauses are reckoned by: where the network's is far ahead, none of them would be one. */
  ownNow: Date;
  tipHeight: number;
  /** A Stellar transaction of this batch is stored and may have been sent. */
  isSubmitted: boolean;
  anchor: Anchor;
  confirmationsRequired: number;
  /** Whether the node waits to mine the newest version that is ready. Undefined where it was not asked. */
  inMempool: boolean | undefined;
  /** What to do about the fee of a version that waits, or is not taken. Undefined where none is. */
  fee: FeeStep | undefined;
  buryBlocks: number;
  /** The payment whose change a child spends will never be mined: another version of it was. */
  isParentLost: boolean;
  conflict: BatchConflict | undefined;
}

export type BatchStep =
  /** Learn the fate of the stored Stellar transaction. */
  | { do: 'await-fate' }
  /** Give the plan up: nothing was authorized. */
  | { do: 'dissolve'; why: string }
  /** Have the reserve authorize this version. */
  | { do: 'authorize'; payment: Payment }
  /** Nothing outside is touched: the chain authorized it. */
  | { do: 'enter-paying' }
  /** Rebuild the transaction of a version known from the chain only. */
  | { do: 'restore'; payment: Payment }
  | { do: 'sign'; payment: Payment }
  | { do: 'broadcast'; payment: Payment }
  /** Plan a version with a higher fee. */
  | { do: 'replace'; payment: Payment; feeSats: bigint }
  /** Plan a transaction with this fee that spends its change and pays for both. */
  | { do: 'child'; payment: Payment; feeSats: bigint }
  /** Release what the reserve owes for a child that can never be mined. */
  | { do: 'abandon' }
  /** The fee should be higher and nothing more may be paid: say so, once. */
  | { do: 'note-fee'; note: string | undefined }
  /** A version that this database does not know was mined. */
  | { do: 'adopt'; txid: string }
  /** Record which version is in which block; undefined when none is any more. */
  | { do: 'note-height'; payment: Payment | undefined; height: number | undefined }
  /** Have the reserve settle its books by the version that was mined. */
  | { do: 'complete'; payment: Payment; height: number }
  /** Say that it can never confirm, while that is not buried yet. */
  | { do: 'note-conflict'; conflict: BatchConflict }
  /** Have the reserve end it without any version: what is lost leaves the books. */
  | { do: 'undo'; conflict: BatchConflict }
  /** Have the reserve settle its books anew: another version was mined. */
  | { do: 'correct'; payment: Payment; height: number }
  | { do: 'bury' }
  /** Until a new block or, if given, a moment. */
  | { do: 'wait'; until: Date | undefined };

/** Of a batch whose newest version the Bitcoin node refused. */
export const NOT_BROADCAST = 'not-broadcast';

/** Of a batch of which nothing can confirm any more. */
export const CONFLICT = 'conflict';

const wait: BatchStep = { do: 'wait', until: undefined };

/** What to do next about a batch. Pure: the worker acts, records the result, and asks again. */
export function nextBatchStep(batch: Batch, facts: BatchFacts): BatchStep {
  const unlessEarly = (step: BatchStep): BatchStep =>
    batch.wakeAt !== undefined && batch.wakeAt > facts.ownNow ? { do: 'wait', until: batch.wakeAt } : step;

  if (facts.isSubmitted) return unlessEarly({ do: 'await-fate' });
  switch (batch.state) {
    case 'planned':
      return plannedStep(batch, facts, unlessEarly);
    case 'paying':
      return payingStep(batch, facts, unlessEarly);
    case 'completed':
      return completedStep(batch, facts, unlessEarly);
    case 'buried':
      return correctionStep(batch, facts, unlessEarly) ?? wait;
  }
}

type UnlessEarly = (step: BatchStep) => BatchStep;

function plannedStep({ payments, withdrawals }: Batch, { now }: BatchFacts, unlessEarly: UnlessEarly): BatchStep {
  const [first] = payments;
  if (!first) return { do: 'dissolve', why: 'it has no payment' };
  if (first.state === 'authorized') return { do: 'enter-paying' };
  const late = withdrawals.find(({ deadline }) => deadline <= now);
  if (late) return { do: 'dissolve', why: `the deadline of withdrawal ${late.id} has passed` };
  return unlessEarly({ do: 'authorize', payment: first });
}

function payingStep(batch: Batch, facts: BatchFacts, unlessEarly: UnlessEarly): BatchStep {
  const { anchor, tipHeight } = facts;
  if (facts.isParentLost) return unlessEarly({ do: 'abandon' });
  if (facts.conflict) return conflictStep(batch, facts.conflict, tipHeight, unlessEarly);
  const mined = minedVersion(batch, anchor);
  if (anchor.is === 'spent' && !mined) return unlessEarly({ do: 'adopt', txid: anchor.by });
  const noted = noteHeight(batch, mined, anchor);
  if (noted) return noted;
  if (mined && anchor.is === 'spent') {
    const confirmations = tipHeight - anchor.height + 1;
    return confirmations >= facts.confirmationsRequired
      ? unlessEarly({ do: 'complete', payment: mined, height: anchor.height })
      : wait;
  }

  const ready = readyVersion(batch);
  const isNew = facts.inMempool === true && ready?.broadcastHeight === undefined;
  const isUnwanted = isNotTaken(batch, facts);
  if (ready && !isUnwanted && (facts.inMempool === false || isNew)) {
    return unlessEarly({ do: 'broadcast', payment: ready });
  }
  const newest = batch.payments.findLast(({ state }) => state !== 'refused');
  if (newest && newest !== ready) {
    if (newest.state === 'planned') return unlessEarly({ do: 'authorize', payment: newest });
    return unlessEarly({ do: newest.psbt ? 'sign' : 'restore', payment: newest });
  }
  if (!ready) return wait;
  const hasRemedy = facts.fee?.do === 'replace' || facts.fee?.do === 'child';
  if (isUnwanted && !hasRemedy) return unlessEarly({ do: 'broadcast', payment: ready });
  return facts.fee ? feeStep(batch, ready, facts.fee, unlessEarly) : wait;
}

/** The node has no room for the version at its fee: a better one comes before offering it again. */
export const isNotTaken = ({ refusal }: Batch, { inMempool }: Pick<BatchFacts, 'inMempool'>): boolean =>
  inMempool === false && refusal?.code === NOT_BROADCAST;

function feeStep(batch: Batch, payment: Payment, fee: FeeStep, unlessEarly: UnlessEarly): BatchStep {
  if (fee.do === 'replace') return unlessEarly({ do: 'replace', payment, feeSats: fee.feeSats });
  if (fee.do === 'child') return unlessEarly({ do: 'child', payment, feeSats: fee.feeSats });
  const note =
    fee.do === 'at-cap'
      ? fee.cap === 'rate'
        ? 'it pays the highest rate allowed and waits'
        : 'it pays all that its users accepted and the reserve can spare, and waits'
      : undefined;
  return note === batch.feeNote ? wait : { do: 'note-fee', note };
}

/** On the books it is over; on Bitcoin it could still be undone, and then it has to be mined again. */
function completedStep(batch: Batch, facts: BatchFacts, unlessEarly: UnlessEarly): BatchStep {
  const { anchor, tipHeight, buryBlocks } = facts;
  if (facts.conflict) return conflictStep(batch, facts.conflict, tipHeight, unlessEarly);
  const mined = minedVersion(batch, anchor);
  if (anchor.is === 'spent' && !mined) return unlessEarly({ do: 'adopt', txid: anchor.by });
  if (anchor.is !== 'unknown') {
    const noted = noteHeight(batch, mined, anchor);
    if (noted) return noted;
  }
  const correction = correctionStep(batch, facts, unlessEarly);
  if (correction) return correction;
  const height = mined?.height ?? batch.payments.find((payment) => payment.height !== undefined)?.height;
  // What was forgotten was spent long ago.
  const isForgotten = anchor.is === 'unknown' && (height === undefined || tipHeight - height >= buryBlocks);
  const isDeep = mined !== undefined && height !== undefined && tipHeight - height + 1 >= buryBlocks;
  if (isForgotten || isDeep) return { do: 'bury' };
  const settled = batch.payments.find(({ txid }) => txid === batch.completedBy) ?? readyVersion(batch);
  if (!mined && settled?.rawTx && facts.inMempool === false) return unlessEarly({ do: 'broadcast', payment: settled });
  return wait;
}

/** Deep enough, it is the batch's end; until then somebody's reorganization may still undo it. */
function conflictStep(batch: Batch, conflict: BatchConflict, tip: number, unlessEarly: UnlessEarly): BatchStep {
  const { by, height, confirmationsRequired } = conflict;
  if (tip - height + 1 >= confirmationsRequired) return unlessEarly({ do: 'undo', conflict });
  const isSaid = batch.refusal?.code === CONFLICT && batch.refusal.message.includes(by);
  return isSaid ? wait : { do: 'note-conflict', conflict };
}

/** It was settled by another version than the one that Bitcoin has, or by none. */
function correctionStep(batch: Batch, facts: BatchFacts, unlessEarly: UnlessEarly): BatchStep | undefined {
  const { anchor, tipHeight, confirmationsRequired } = facts;
  const mined = minedVersion(batch, anchor);
  if (!mined || anchor.is !== 'spent' || mined.txid === batch.completedBy) return undefined;
  if (batch.state === 'completed' && batch.completedBy === undefined) return undefined;
  const isDeep = tipHeight - anchor.height + 1 >= confirmationsRequired;
  return isDeep ? unlessEarly({ do: 'correct', payment: mined, height: anchor.height }) : wait;
}

/** The version that is ready to be broadcast: the newest one that is signed. */
export const readyVersion = ({ payments }: Batch): Payment | undefined =>
  payments.findLast(({ rawTx }) => rawTx !== undefined);

const minedVersion = ({ payments }: Batch, anchor: Anchor): Payment | undefined =>
  anchor.is === 'spent' ? payments.find(({ txid }) => txid === anchor.by) : undefined;

function noteHeight(batch: Batch, mined: Payment | undefined, anchor: Anchor): BatchStep | undefined {
  const height = anchor.is === 'spent' ? anchor.height : undefined;
  const stale = batch.payments.some((payment) => payment !== mined && payment.height !== undefined);
  if (!stale && mined?.height === height) return undefined;
  return { do: 'note-height', payment: mined, height };
}
