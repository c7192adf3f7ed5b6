import { confirmationsOf, type Deposit, type DepositState, isSettledState } from './deposit.ts';
import { LEAST_RETURN_SATS } from './return-reason.ts';

/** What is known besides the deposit's own row. */
export interface DepositFacts {
  now: Date;
  /** Height of the last Bitcoin block that the watcher has applied. */
  tipHeight: number;
  /** So deep, a deposit that is refused still is paid back. */
  returnAfterBlocks: number;
}

export type Step =
  /** Read the owner of the address and the confirmations needed, from the chain. */
  | { do: 'identify' }
  /** Nothing outside is touched; only the state changes. */
  | { do: 'enter'; state: DepositState }
  /** Collect attestations and submit `execute_bitcoin_deposit`. */
  | { do: 'submit' }
  /** Ask why it is refused, and if that is for good, collect attestations and submit `register_returnable`. */
  | { do: 'return' }
  /** Learn the fate of the stored transaction. */
  | { do: 'settle' }
  /** Until a new block or, if given, a moment. */
  | { do: 'wait'; until: Date | undefined }
  | { do: 'nothing' };

/** What to do next about a deposit. Pure: the worker acts, records the result, and asks again. */
export function nextStep(deposit: Deposit, facts: DepositFacts): Step {
  const { state } = deposit;
  // Whatever Bitcoin does meanwhile, a transaction that may be on its way decides first.
  if (state === 'submitted' || state === 'registering') return unlessEarly(deposit, facts, { do: 'settle' });
  if (isSettledState(state)) return { do: 'nothing' };
  const backOr = (step: Step): Step =>
    unlessEarly(deposit, facts, isReturnDue(deposit, facts) ? { do: 'return' } : step);
  if (state === 'too-small') return isReturnDue(deposit, facts) ? backOr({ do: 'nothing' }) : { do: 'nothing' };
  if (deposit.height === undefined) {
    return state === 'orphaned' ? { do: 'wait', until: undefined } : { do: 'enter', state: 'orphaned' };
  }

  switch (state) {
    case 'seen':
      // Whose it is was asked before, in vain.
      return deposit.failures > 0 ? backOr({ do: 'identify' }) : unlessEarly(deposit, facts, { do: 'identify' });
    case 'orphaned':
      return { do: 'enter', state: deposit.user === undefined ? 'seen' : 'confirming' };
    case 'confirming':
      // How deep it must be was never learned: nothing but asking would ever move it.
      if (deposit.confirmationsRequired === undefined) return unlessEarly(deposit, facts, { do: 'identify' });
      return isDeepEnough(deposit, facts) ? { do: 'enter', state: 'attesting' } : { do: 'wait', until: undefined };
    case 'attesting':
      if (!isDeepEnough(deposit, facts)) return { do: 'enter', state: 'confirming' };
      return unlessEarly(deposit, facts, { do: 'submit' });
    case 'refused':
      if (!isDeepEnough(deposit, facts)) return { do: 'enter', state: 'confirming' };
      return backOr({ do: 'submit' });
  }
}

/** Whether it has been refused for long enough, or an officer asked, and it is worth its way back. */
export function isReturnDue(deposit: Deposit, { tipHeight, returnAfterBlocks }: DepositFacts): boolean {
  const depth = confirmationsOf(deposit, tipHeight);
  return deposit.amountSats >= LEAST_RETURN_SATS && depth >= (deposit.returnAsked ? 1 : returnAfterBlocks);
}

function isDeepEnough(deposit: Deposit, facts: DepositFacts): boolean {
  const required = deposit.confirmationsRequired ?? Number.POSITIVE_INFINITY;
  return confirmationsOf(deposit, facts.tipHeight) >= required;
}

/** A step that failed is not repeated before its pause is over. */
function unlessEarly(deposit: Deposit, facts: DepositFacts, step: Step): Step {
  const early = deposit.wakeAt !== undefined && deposit.wakeAt > facts.now;
  return early ? { do: 'wait', until: deposit.wakeAt } : step;
}
