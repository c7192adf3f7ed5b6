import { bitcoinSteps } from './bitcoin-steps.ts';
import { peopleSteps, signingSteps } from './chain-steps.ts';
import type { Model } from './explore.ts';
import { books, coins, initialState, isThere, type SystemState, sumOf, timesPaid, versions } from './system-state.ts';

/** Rules that a test takes away, to see that what goes wrong then is found. */
export type Fault =
  | 'one signature is enough'
  | 'a deposit needs no confirmation'
  | 'what was paid can be paid again'
  | 'a cancel frees its withdrawals at once'
  | 'a correction needs no proof'
  | 'an undoing needs no proof'
  | 'replacements need not spend the anchor'
  | 'what is authorized can be refunded'
  | 'a completion needs no depth'
  | 'nobody resumes';

export interface SystemOptions {
  /** How far the one reorganization can go: below what the contracts ask for, or beyond it. */
  readonly reorganization: 'shallow' | 'deep';
  readonly fault?: Fault;
  /** Signers are asked one after the other, anything may happen between; or all in one step, which leaves far fewer states. */
  readonly signing?: 'each' | 'at once';
}

/**
 * Deposit, withdrawals, replacement, cancel, rollback, pause and correction, with three signers of whom one signs anything and
 * two are enough. What is said of Bitcoin holds as long as it takes back no more blocks than the contracts wait for; what is
 * said of ends, whatever it takes back.
 */
export function systemModel(options: SystemOptions): Model<SystemState> {
  const unlessDeep = (holds: (state: SystemState) => boolean) => (state: SystemState) =>
    state.reorganized === 'deep' || holds(state);
  return {
    initial: initialState,
    key: (state) => JSON.stringify(state),
    steps: (state) => [
      ...bitcoinSteps(state, options),
      ...signingSteps(state, options),
      ...peopleSteps(state, options),
    ],
    invariants: {
      'a withdrawal is paid and refunded': unlessDeep((state) =>
        state.withdrawals.every((withdrawal, i) => withdrawal.state !== 'refunded' || timesPaid(state, i) === 0),
      ),
      'a withdrawal is paid twice': unlessDeep((state) => state.withdrawals.every((_, i) => timesPaid(state, i) <= 1)),
      'a withdrawal counts as paid and is not': unlessDeep((state) =>
        state.withdrawals.every((withdrawal, i) => withdrawal.state !== 'completed' || timesPaid(state, i) === 1),
      ),
      'the books promise more than they hold': (state) => {
        const { supply, owed, total } = books(state);
        return supply >= 0 && supply + owed <= total;
      },
      'more is promised than there is on Bitcoin': unlessDeep((state) => {
        const unpaid = sumOf(
          (i) => ['pending', 'authorized'].includes(state.withdrawals[i]!.state) && timesPaid(state, i) === 0,
        );
        return books(state).supply + unpaid <= coins(state);
      }),
      'two versions of a batch are confirmed': ({ batches }) =>
        batches.every(({ confirmed }) => versions.filter((version) => isThere(confirmed[version])).length <= 1),
    },
    isEnd: ({ withdrawals, paused, asked }) =>
      !paused && asked === undefined && withdrawals.every(({ state }) => state === 'completed' || state === 'refunded'),
  };
}
