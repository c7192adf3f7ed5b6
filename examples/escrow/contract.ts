import {
  type Address,
  Args,
  call,
  contract,
  contractevent,
  contracttype,
  currentContract,
  fail,
  i128,
  instance,
  ledger,
  publish,
  require,
  type Sym,
  sym,
  topic,
  type u64,
  type Val,
} from '@istsi/soroban-sdk';

/** Why the escrow refused. */
export enum EscrowError {
  /** There is nothing to hold: the amount is not positive. */
  InvalidAmount = 1,
  /** The deadline has passed already. */
  DeadlineInThePast = 2,
  /** Only one payment is ever held. */
  AlreadyFunded = 3,
  /** Nothing was paid in yet. */
  NotFunded = 4,
  /** The payment was released or refunded. */
  AlreadySettled = 5,
  /** Until the deadline, only the buyer decides. */
  TooEarly = 6,
}

/** Who pays whom, with what, and until when it has to be decided. */
@contracttype
export class Terms {
  amount!: i128;
  buyer!: Address;
  /** Seconds since 1970. */
  deadline!: u64;
  seller!: Address;
  token!: Address;
}

export enum State {
  Open,
  Funded,
  Released,
  Refunded,
}

@contractevent
export class Funded {
  @topic buyer!: Address;
  amount!: i128;
}

@contractevent
export class Settled {
  @topic to!: Address;
  amount!: i128;
}

/** Holds a payment until the buyer releases it to the seller. After the deadline anybody may send it back to the buyer. */
@contract
export class Escrow {
  __constructor(buyer: Address, seller: Address, token: Address, amount: i128, deadline: u64): void {
    require(amount > i128.zero, EscrowError.InvalidAmount);
    require(deadline > ledger.timestamp(), EscrowError.DeadlineInThePast);
    const terms: Terms = { amount, buyer, deadline, seller, token };
    instance.set<Sym, Terms>(sym('TERMS'), terms);
    this.enter(State.Open);
  }

  /** The buyer pays in. */
  fund(): void {
    require(this.state() === State.Open, EscrowError.AlreadyFunded);
    const terms = this.terms();
    require(ledger.timestamp() < terms.deadline, EscrowError.DeadlineInThePast);
    terms.buyer.requireAuth();
    this.enter(State.Funded);
    this.move(terms.token, terms.buyer, currentContract(), terms.amount);
    publish<Funded>({ buyer: terms.buyer, amount: terms.amount });
  }

  /** The buyer has what was bought: the seller is paid. */
  release(): void {
    const terms = this.terms();
    terms.buyer.requireAuth();
    this.settle(State.Released, terms.seller);
  }

  /** The deadline passed: the buyer is paid back. Anybody may ask for it. */
  refund(): void {
    const terms = this.terms();
    require(ledger.timestamp() >= terms.deadline, EscrowError.TooEarly);
    this.settle(State.Refunded, terms.buyer);
  }

  terms(): Terms {
    return instance.get<Sym, Terms>(sym('TERMS'));
  }

  state(): State {
    return instance.get<Sym, State>(sym('STATE'));
  }

  // The state changes before the token is called: whatever the token does, it finds the escrow settled.
  private settle(state: State, to: Address): void {
    if (this.state() === State.Open) fail(EscrowError.NotFunded);
    require(this.state() === State.Funded, EscrowError.AlreadySettled);
    this.enter(state);
    const terms = this.terms();
    this.move(terms.token, currentContract(), to, terms.amount);
    publish<Settled>({ to, amount: terms.amount });
  }

  private move(token: Address, from: Address, to: Address, amount: i128): void {
    call<Val>(token, sym('transfer'), Args.of().add(from).add(to).add(amount));
  }

  private enter(state: State): void {
    instance.set<Sym, State>(sym('STATE'), state);
    instance.extendTtl(501_120, 518_400);
  }
}
