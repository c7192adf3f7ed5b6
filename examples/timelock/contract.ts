import {
  type Address,
  Args,
  call,
  contract,
  contracttype,
  currentContract,
  type i128,
  instance,
  ledger,
  require,
  type Sym,
  sym,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';

export enum TimelockError {
  /** Something is deposited already. */
  AlreadyDeposited = 1,
  /** Nothing is deposited. */
  NothingToClaim = 2,
  /** The claim is not for this one. */
  NotAClaimant = 3,
  /** It is too early or too late. */
  WrongTime = 4,
  /** There are at most ten claimants. */
  TooManyClaimants = 5,
}

@contracttype
export class Balance {
  amount!: i128;
  claimants!: Vec<Address>;
  /** Seconds since 1970. */
  not_before!: u64;
  token!: Address;
}

/** Keeps a deposit until its time, for whichever claimant comes first. */
@contract
export class Timelock {
  deposit(from: Address, token: Address, amount: i128, claimants: Vec<Address>, not_before: u64): void {
    require(claimants.length <= 10, TimelockError.TooManyClaimants);
    require(!instance.has<Sym>(sym('BALANCE')), TimelockError.AlreadyDeposited);
    from.requireAuth();
    call<Val>(token, sym('transfer'), Args.of().add(from).add(currentContract()).add(amount));
    instance.set<Sym, Balance>(sym('BALANCE'), { amount, claimants, not_before, token });
  }

  claim(claimant: Address): void {
    claimant.requireAuth();
    require(instance.has<Sym>(sym('BALANCE')), TimelockError.NothingToClaim);
    const { amount, claimants, not_before, token } = instance.get<Sym, Balance>(sym('BALANCE'));
    require(ledger.timestamp() >= not_before, TimelockError.WrongTime);
    require(claimants.includes(claimant), TimelockError.NotAClaimant);
    instance.remove<Sym>(sym('BALANCE'));
    call<Val>(token, sym('transfer'), Args.of().add(currentContract()).add(claimant).add(amount));
  }
}
