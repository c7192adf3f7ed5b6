import type { SystemOptions } from './system.ts';
import {
  type Batch,
  type Call,
  isThere,
  pays,
  type SystemState,
  type Version,
  versions,
  type Withdrawal,
} from './system-state.ts';

const nothing: Batch['confirmed'] = { payment: 'no', replacement: 'no', cancel: 'no' };

/** What a contract makes of a call that enough signers stand behind; undefined when it refuses. */
export function execute(state: SystemState, call: Call, options: SystemOptions): SystemState | undefined {
  if (state.paused) return undefined;
  switch (call.is) {
    case 'mint':
      return state.minted ? undefined : { ...state, minted: true };
    case 'authorize':
      return call.version === 'payment'
        ? beginBatch(state, call.batch, options)
        : replace(state, call.batch, call.version, options);
    case 'complete':
      return complete(state, call.batch, call.version, options);
    case 'correct':
      return correct(state, call.batch, call.version);
    case 'undo':
      return undo(state, call.batch);
  }
}

/** Whether an honest signer's own node says so. What the contracts judge by themselves needs no second opinion. */
export function isTrue(state: SystemState, call: Call, { fault }: SystemOptions): boolean {
  switch (call.is) {
    case 'mint':
      return state.deposit === 'buried' || fault === 'a deposit needs no confirmation';
    case 'authorize':
      return true;
    case 'complete':
    case 'correct': {
      if (call.is === 'correct' && fault === 'a correction needs no proof') return true;
      const is = state.batches[call.batch]!.confirmed[call.version];
      return fault === 'a completion needs no depth' ? isThere(is) : is === 'buried';
    }
    case 'undo':
      return isUndone(state, call.batch) || fault === 'an undoing needs no proof';
  }
}

/** What pends is paid in one batch. It spends the last change on the books, or the deposit. */
function beginBatch(state: SystemState, at: number, { fault }: SystemOptions): SystemState | undefined {
  const before = state.batches[at - 1];
  if (at !== state.batches.length || before?.end === 'open') return undefined;
  const isPayable = (is: Withdrawal['state']): boolean =>
    is === 'pending' || (is === 'completed' && fault === 'what was paid can be paid again');
  const members = state.withdrawals.map(({ state: is, late }) => isPayable(is) && !late);
  if (!members.includes(true)) return undefined;
  const spends = lastChange(state.batches);
  const batch: Batch = {
    members,
    end: 'open',
    authorized: ['payment'],
    settledBy: undefined,
    confirmed: nothing,
    spends,
  };
  return { ...withMembers(state, members, { state: 'authorized' }), batches: [...state.batches, batch] };
}

function lastChange(batches: readonly Batch[]): Batch['spends'] {
  const batch = batches.findLastIndex(({ settledBy }) => settledBy !== undefined);
  return batch < 0 ? undefined : { batch, version: batches[batch]!.settledBy! };
}

function replace(state: SystemState, at: number, version: Version, { fault }: SystemOptions): SystemState | undefined {
  const batch = state.batches[at];
  if (batch?.end !== 'open' || batch.authorized.includes(version)) return undefined;
  const replaced = withBatch(state, at, { ...batch, authorized: [...batch.authorized, version] });
  const isFreed = version === 'cancel' && fault === 'a cancel frees its withdrawals at once';
  return isFreed ? withMembers(replaced, batch.members, { state: 'pending', late: false }) : replaced;
}

function complete(state: SystemState, at: number, version: Version, _: SystemOptions): SystemState | undefined {
  const batch = state.batches[at];
  if (batch?.end !== 'open' || !batch.authorized.includes(version)) return undefined;
  const settled = settle(state, at, version);
  return pays(version) ? settled : withMembers(settled, batch.members, { state: 'pending', late: false });
}

/** Books the transaction that confirmed in the end. What was refunded or paid meanwhile stays so: that is a loss. */
function settle(state: SystemState, at: number, version: Version): SystemState {
  const batch = state.batches[at]!;
  const ended = withBatch(state, at, { ...batch, end: pays(version) ? 'completed' : 'cancelled', settledBy: version });
  if (!pays(version)) return ended;
  const unpaid = batch.members.map((is, i) => is && ['pending', 'authorized'].includes(state.withdrawals[i]!.state));
  return withMembers(ended, unpaid, { state: 'completed', late: false });
}

/** A reorganization confirmed another version than the books have. What was built on that must be undone before. */
function correct(state: SystemState, at: number, version: Version): SystemState | undefined {
  const batch = state.batches[at];
  if (!batch || batch.end === 'open' || batch.settledBy === version || !batch.authorized.includes(version))
    return undefined;
  if (state.batches.some(({ spends, end }) => spends?.batch === at && end !== 'undone')) return undefined;
  // What is authorized elsewhere is that batch's.
  const isElsewhere = batch.members.some((is, i) => is && state.withdrawals[i]!.state === 'authorized');
  if (isElsewhere) return undefined;
  const reopened = batch.end === 'completed' ? reopen(state, batch.members) : state;
  return settle(reopened, at, version);
}

const reopen = (state: SystemState, members: readonly boolean[]): SystemState => {
  const paid = members.map((is, i) => is && state.withdrawals[i]!.state === 'completed');
  return withMembers(state, paid, { state: 'pending', late: false, refundable: false });
};

/** None of its versions can confirm any more: the withdrawals pend again. */
function undo(state: SystemState, at: number): SystemState | undefined {
  const batch = state.batches[at];
  if (!batch || batch.end === 'undone') return undefined;
  const ended = forgotten(withBatch(state, at, { ...batch, end: 'undone', settledBy: undefined }));
  if (batch.end === 'completed') return reopen(ended, batch.members);
  return batch.end === 'open' ? withMembers(ended, batch.members, { state: 'pending', late: false }) : ended;
}

/** The one reorganization was: what a last batch that was undone spends never comes back, and nobody needs to remember it. */
function forgotten(state: SystemState): SystemState {
  const last = state.batches.at(-1);
  if (state.reorganized === 'not' || last?.end !== 'undone') return state;
  if (versions.some((version) => isThere(last.confirmed[version]))) return state;
  return { ...state, batches: state.batches.slice(0, -1) };
}

/** What it spends was never there after all: another version of the batch before confirmed, for good. */
function isUndone(state: SystemState, at: number): boolean {
  const { spends } = state.batches[at]!;
  if (!spends) return false;
  const { confirmed } = state.batches[spends.batch]!;
  const isReplaced = versions.some((version) => version !== spends.version && confirmed[version] === 'buried');
  return isReplaced || isUndone(state, spends.batch);
}

const withBatch = (state: SystemState, at: number, batch: Batch): SystemState => ({
  ...state,
  batches: state.batches.with(at, batch),
});

const withMembers = (state: SystemState, members: readonly boolean[], change: Partial<Withdrawal>): SystemState => ({
  ...state,
  withdrawals: state.withdrawals.map((withdrawal, i) => (members[i] ? { ...withdrawal, ...change } : withdrawal)),
});
