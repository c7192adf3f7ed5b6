import { contract, contracttype, instance, Option, type Sym, sym, type u32, variant } from '@istsi/soroban-sdk';

/** How far the count may go in one step. */
@contracttype
export class Step {
  static Free(): Step {
    return variant();
  }
  static AtMost(limit: u32): Step {
    return variant();
  }
}

@contracttype
export class State {
  count!: u32;
  last!: Option<u32>;
  step!: Step;
}

/** Keeps a struct that holds a union and an option. */
@contract
export class CustomTypes {
  __constructor(state: State): void {
    this.store(state);
  }

  /** Answers what it counted, which is less than `by` where the step is limited. */
  increment(by: u32): u32 {
    const state = this.state();
    const limit = state.step.is('AtMost') ? state.step.payload<u32>(0) : by;
    const counted = by < limit ? by : limit;
    state.count = state.count + counted;
    state.last = Option.some(counted);
    this.store(state);
    return counted;
  }

  state(): State {
    return instance.get<Sym, State>(sym('STATE'));
  }

  private store(state: State): void {
    instance.set<Sym, State>(sym('STATE'), state);
  }
}
