import { describe, expect, test } from 'vitest';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';
import type { Batch, Payment } from './batch.ts';
import { type Anchor, type BatchFacts, type BatchStep, NOT_BROADCAST, nextBatchStep } from './next-batch-step.ts';

const now = new Date(1_000_000);
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

const withdrawal = { id: 'w', deadline: after, amountSats: 10n } as Withdrawal;

function payment(version: number, change: Partial<Payment> = {}): Payment {
  const fields = {
    state: 'planned',
    psbt: new Uint8Array(1),
    feeSats: 1n,
    cancels: false,
    vbytes: 1,
    rawTx: undefined,
  } as const;
  const unset = { broadcastHeight: undefined, height: undefined, createdAt: now, updatedAt: now };
  return { txid: `tx${version}`, batchId: 'tx1', version, ...fields, ...unset, ...change };
}
const signed = (version: number, change: Partial<Payment> = {}): Payment =>
  payment(version, { state: 'signed', rawTx: new Uint8Array(1), broadcastHeight: 90, ...change });

function batch(state: Batch['state'], payments: Payment[], change: Partial<Batch> = {}): Batch {
  const unset = { deadlineHeight: undefined, completedBy: undefined, feeNote: undefined, refusal: undefined };
  return {
    ...{ id: 'tx1', kind: 'payment', anchor: 'coin:0', parent: undefined, confirmationsRequired: 2, ...unset },
    ...{ failures: 0, failingSince: undefined, wakeAt: undefined, createdAt: now, updatedAt: now },
    withdrawals: [withdrawal],
    ...{ state, payments, ...change },
  };
}

const unspent: Anchor = { is: 'unspent' };
const spentBy = (by: string, height: number): Anchor => ({ is: 'spent', by, height });
const facts = (change: Partial<BatchFacts> = {}): BatchFacts => ({
  ...{ now, ownNow: now, tipHeight: 100, isSubmitted: false, anchor: unspent, confirmationsRequired: 2 },
  ...{ inMempool: undefined, fee: undefined, buryBlocks: 24, isParentLost: false, conflict: undefined },
  ...change,
});

/** What is decided, and about which version. */
function decided(step: BatchStep): unknown[] {
  const { do: what, ...about } = step;
  const payment = 'payment' in about ? [about.payment?.txid] : [];
  return [what, ...payment];
}

type Case = [claim: string, Batch, BatchFacts, unknown[]];

const conflict = { by: 'theft', height: 95, ancestors: [], confirmationsRequired: 6 };

describe('a batch of which nothing can confirm any more', () => {
  const told = { refusal: { code: 'conflict', message: 'theft makes it impossible' } };
  test.each<Case>([
    ['says so', batch('paying', [signed(1)]), facts({ conflict: { ...conflict, height: 96 } }), ['note-conflict']],
    [
      'waits until that is buried',
      batch('paying', [signed(1)], told),
      facts({ conflict: { ...conflict, height: 96 } }),
      ['wait'],
    ],
    ['is undone then', batch('paying', [signed(1)], told), facts({ conflict }), ['undo']],
    [
      'also where it was completed',
      batch('completed', [signed(1)], { completedBy: 'tx1' }),
      facts({ conflict }),
      ['undo'],
    ],
    [
      'but not before its pause is over',
      batch('paying', [signed(1)], { ...told, wakeAt: after }),
      facts({ conflict }),
      ['wait'],
    ],
    [
      'and what was sent is looked after first',
      batch('paying', [signed(1)], told),
      facts({ conflict, isSubmitted: true }),
      ['await-fate'],
    ],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});

describe('a batch that was settled by another version than the one in the chain', () => {
  const anchor = spentBy('tx1', 99);
  const both = [signed(1, { height: 99 }), signed(2)];
  test.each<Case>([
    ['is corrected', batch('completed', both, { completedBy: 'tx2' }), facts({ anchor }), ['correct', 'tx1']],
    [
      'when that is deep enough',
      batch('completed', [signed(1, { height: 100 }), signed(2)], { completedBy: 'tx2' }),
      facts({ anchor: spentBy('tx1', 100) }),
      ['wait'],
    ],
    [
      'however long ago it was buried',
      batch('buried', both, { completedBy: 'tx2' }),
      facts({ anchor }),
      ['correct', 'tx1'],
    ],
    ['also where it ended by none', batch('buried', both), facts({ anchor }), ['correct', 'tx1']],
    ['and is left alone otherwise', batch('buried', both, { completedBy: 'tx1' }), facts({ anchor }), ['wait']],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});

describe('a planned batch', () => {
  test.each<Case>([
    ['is authorized', batch('planned', [payment(1)]), facts(), ['authorize', 'tx1']],
    ['waits for its pause', batch('planned', [payment(1)], { wakeAt: after }), facts(), ['wait']],
    ['learns the fate of what was sent', batch('planned', [payment(1)]), facts({ isSubmitted: true }), ['await-fate']],
    [
      'is given up when a deadline has passed, pause or not',
      batch('planned', [payment(1)], { wakeAt: after, withdrawals: [{ ...withdrawal, deadline: before }] }),
      facts(),
      ['dissolve'],
    ],
    [
      'that may be authorized already is not given up',
      batch('planned', [payment(1)], { withdrawals: [{ ...withdrawal, deadline: before }] }),
      facts({ isSubmitted: true }),
      ['await-fate'],
    ],
    [
      'that the chain authorized goes on',
      batch('planned', [payment(1, { state: 'authorized' })]),
      facts(),
      ['enter-paying'],
    ],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});

describe('an authorized batch', () => {
  const authorized = payment(1, { state: 'authorized' });
  const replaced = [signed(1), payment(2, { state: 'authorized' })];
  test.each<Case>([
    ['is signed', batch('paying', [authorized]), facts(), ['sign', 'tx1']],
    [
      'known from the chain only is rebuilt first',
      batch('paying', [{ ...authorized, psbt: undefined }]),
      facts(),
      ['restore', 'tx1'],
    ],
    [
      'is signed after its deadline too: it is owed',
      batch('paying', [authorized], { withdrawals: [{ ...withdrawal, deadline: before }] }),
      facts(),
      ['sign', 'tx1'],
    ],
    ['is broadcast', batch('paying', [signed(1)]), facts({ inMempool: false }), ['broadcast', 'tx1']],
    [
      'that was offered a moment ago pauses, also where the network’s clock is far ahead of ours',
      batch('paying', [signed(1)], { wakeAt: after }),
      facts({ inMempool: false, now: new Date(now.getTime() + 3_600_000) }),
      ['wait'],
    ],
    [
      'that the network has, of which this database does not know it, is noted',
      batch('paying', [signed(1, { broadcastHeight: undefined })]),
      facts({ inMempool: true, fee: { do: 'wait' } }),
      ['broadcast', 'tx1'],
    ],
    [
      'that the node does not take is replaced before it is offered again',
      batch('paying', [signed(1)], { refusal: { code: NOT_BROADCAST, message: '' } }),
      facts({ inMempool: false, fee: { do: 'replace', feeSats: 9n } }),
      ['replace', 'tx1'],
    ],
    [
      'that the node does not take does not keep its replacement waiting',
      batch('paying', replaced, { refusal: { code: NOT_BROADCAST, message: '' } }),
      facts({ inMempool: false, fee: { do: 'wait' } }),
      ['sign', 'tx2'],
    ],
    [
      'that the node does not take is offered again when nothing more may be paid',
      batch('paying', [signed(1)], { refusal: { code: NOT_BROADCAST, message: '' } }),
      facts({ inMempool: false, fee: { do: 'at-cap', cap: 'limits' } }),
      ['broadcast', 'tx1'],
    ],
    [
      'waits in the memory pool',
      batch('paying', [signed(1)]),
      facts({ inMempool: true, fee: { do: 'wait' } }),
      ['wait'],
    ],
    [
      'is replaced when its fee is too low',
      batch('paying', [signed(1)]),
      facts({ inMempool: true, fee: { do: 'replace', feeSats: 9n } }),
      ['replace', 'tx1'],
    ],
    [
      'says that nothing more may be paid',
      batch('paying', [signed(1)]),
      facts({ inMempool: true, fee: { do: 'at-cap', cap: 'limits' } }),
      ['note-fee'],
    ],
    [
      'is paid for by a child when its users accept no more',
      batch('paying', [signed(1)]),
      facts({ inMempool: true, fee: { do: 'child', feeSats: 9n } }),
      ['child', 'tx1'],
    ],
    [
      'that is the child of what will never be mined is given up',
      batch('paying', [signed(1)]),
      facts({ isParentLost: true, inMempool: false }),
      ['abandon'],
    ],
    ['has its replacement signed', batch('paying', replaced), facts({ inMempool: true }), ['sign', 'tx2']],
    [
      'is broadcast again while its replacement is not ready',
      batch('paying', replaced),
      facts({ inMempool: false }),
      ['broadcast', 'tx1'],
    ],
    [
      'goes on with what is signed when a replacement was refused',
      batch('paying', [signed(1), payment(2, { state: 'refused' })]),
      facts({ inMempool: true, fee: { do: 'wait' } }),
      ['wait'],
    ],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});

describe('a mined batch', () => {
  const mined = signed(1, { height: 99 });
  test.each<Case>([
    ['notes its block', batch('paying', [signed(1)]), facts({ anchor: spentBy('tx1', 100) }), ['note-height', 'tx1']],
    [
      'waits for depth',
      batch('paying', [signed(1, { height: 100 })]),
      facts({ anchor: spentBy('tx1', 100) }),
      ['wait'],
    ],
    [
      'is completed when deep enough',
      batch('paying', [mined]),
      facts({ anchor: spentBy('tx1', 99) }),
      ['complete', 'tx1'],
    ],
    [
      'is completed by the version that was mined',
      batch('paying', [mined, signed(2)]),
      facts({ anchor: spentBy('tx1', 99) }),
      ['complete', 'tx1'],
    ],
    [
      'by a version that is not known takes that over',
      batch('paying', [signed(1)]),
      facts({ anchor: spentBy('other', 99) }),
      ['adopt'],
    ],
    ['notes that it is in no block any more', batch('paying', [mined]), facts(), ['note-height', undefined]],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});

describe('a completed batch', () => {
  const done = { completedBy: 'tx1' };
  test.each<Case>([
    [
      'is watched',
      batch('completed', [signed(1, { height: 99 })], done),
      facts({ anchor: spentBy('tx1', 99) }),
      ['wait'],
    ],
    [
      'is buried when deep enough',
      batch('completed', [signed(1, { height: 77 })], done),
      facts({ anchor: spentBy('tx1', 77) }),
      ['bury'],
    ],
    [
      'that was undone notes it, and is broadcast again',
      batch('completed', [signed(1, { height: 99 })], done),
      facts({ inMempool: false }),
      ['note-height', undefined],
    ],
    [
      'in no block is broadcast again',
      batch('completed', [signed(1)], done),
      facts({ inMempool: false }),
      ['broadcast', 'tx1'],
    ],
    [
      'whose coin was forgotten long ago is buried',
      batch('completed', [payment(1, { state: 'authorized', psbt: undefined })], done),
      facts({ anchor: { is: 'unknown' } }),
      ['bury'],
    ],
    [
      'whose coin left the chain with a block is kept',
      batch('completed', [signed(1, { height: 99 })], done),
      facts({ anchor: { is: 'unknown' }, inMempool: true }),
      ['wait'],
    ],
  ])('%s', (_, given, known, expected) => expect(decided(nextBatchStep(given, known))).toEqual(expected));
});
