import {
  type Address,
  Args,
  call,
  contract,
  currentContract,
  type i128,
  require,
  sym,
  type Val,
} from '@istsi/soroban-sdk';

export enum SwapError {
  /** Less is offered than the other wants at least. */
  NotEnoughForA = 1,
  /** Less is offered than the other wants at least. */
  NotEnoughForB = 2,
}

/**
 * Two people swap two tokens who know nothing of each other: each signs what they give at most and want at least, and whoever
 * brings the two together sends the transaction.
 */
@contract
export class AtomicSwap {
  swap(
    a: Address,
    b: Address,
    token_a: Address,
    token_b: Address,
    amount_a: i128,
    min_b_for_a: i128,
    amount_b: i128,
    min_a_for_b: i128,
  ): void {
    require(amount_b >= min_b_for_a, SwapError.NotEnoughForA);
    require(amount_a >= min_a_for_b, SwapError.NotEnoughForB);
    // Each signs their own side alone.
    a.requireAuthForArgs(Args.of().add(token_a).add(token_b).add(amount_a).add(min_b_for_a));
    b.requireAuthForArgs(Args.of().add(token_b).add(token_a).add(amount_b).add(min_a_for_b));
    move(token_a, a, b, amount_a, min_a_for_b);
    move(token_b, b, a, amount_b, min_b_for_a);
  }
}

/** Takes what was signed for, hands on what is wanted, and gives the rest back. */
function move(token: Address, from: Address, to: Address, most: i128, least: i128): void {
  const here = currentContract();
  call<Val>(token, sym('transfer'), Args.of().add(from).add(here).add(most));
  call<Val>(token, sym('transfer'), Args.of().add(here).add(to).add(least));
  call<Val>(
    token,
    sym('transfer'),
    Args.of()
      .add(here)
      .add(from)
      .add(most - least),
  );
}
