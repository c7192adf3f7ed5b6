import type { Withdrawal } from './withdrawal.ts';

/** What is known besides the withdrawal's own row. */
export interface WithdrawalFacts {
  /** By the network's clock or ours, whichever is ahead: what deadlines are judged by. */
  now: Date;
  /** By ours alone, which pauses are reckoned by: where the network's is far ahead, none of them would be one. */
  ownNow: Date;
  /** A Stellar transaction of this withdrawal is stored and may have been sent. */
  isSubmitted: boolean;
}

export type WithdrawalStep =
  /** Learn the fate of the stored transaction. */
  | { do: 'await-fate' }
  /** Submit `rollback_operation`. */
  | { do: 'refund' }
  /** Submit `settle_operation`. */
  | { do: 'settle' }
  /** Until its batch moves it or, if given, a moment. */
  | { do: 'wait'; until: Date | undefined };

/** What to do next about a withdrawal apart from its payment, which its batch drives. Pure. */
export function nextWithdrawalStep(withdrawal: Withdrawal, facts: WithdrawalFacts): WithdrawalStep {
  const { wakeAt, deadline } = withdrawal;
  const isEarly = wakeAt !== undefined && wakeAt > facts.ownNow;
  const unlessEarly = (step: WithdrawalStep): WithdrawalStep => (isEarly ? { do: 'wait', until: wakeAt } : step);

  if (facts.isSubmitted) return unlessEarly({ do: 'await-fate' });
  switch (withdrawal.state) {
    case 'pending':
      if (facts.now < deadline) return { do: 'wait', until: deadline };
      // Woken for the deadline itself, it is due whatever the row says; after a refusal it pauses.
      return withdrawal.failures === 0 ? { do: 'refund' } : unlessEarly({ do: 'refund' });
    case 'refunding':
      return unlessEarly({ do: 'refund' });
    case 'completed':
      return unlessEarly({ do: 'settle' });
    default:
      return { do: 'wait', until: undefined };
  }
}
