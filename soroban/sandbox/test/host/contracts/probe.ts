import {
  type Address,
  Args,
  authorizeAsCurrentContract,
  type Bytes,
  type BytesN,
  ContractAuth,
  call,
  contract,
  contractevent,
  currentContract,
  deployer,
  fail,
  instance,
  ledger,
  log,
  persistent,
  prng,
  publish,
  type Sym,
  sym,
  temporary,
  topic,
  tryCall,
  type Val,
  Vec,
} from '@istsi/soroban-sdk';

export enum ProbeError {
  Refused = 7,
}

@contractevent({ data: 'single' })
class Noted {
  @topic by!: Address;
  value!: u32;
}

/** Does on demand what a host must allow, undo or refuse. */
@contract
export class Probe {
  __constructor(start: u32): void {
    instance.set(sym('start'), start);
  }

  start(): u32 {
    return instance.getOr<Sym, u32>(sym('start'), 0);
  }

  set_persistent(key: Sym, value: u32): void {
    persistent.set(key, value);
  }

  get_persistent(key: Sym): u32 {
    return persistent.get<Sym, u32>(key);
  }

  remove_persistent(key: Sym): void {
    persistent.remove(key);
  }

  has_persistent(key: Sym): bool {
    return persistent.has(key);
  }

  set_temporary(key: Sym, value: u32): void {
    temporary.set(key, value);
  }

  has_temporary(key: Sym): bool {
    return temporary.has(key);
  }

  set_instance(key: Sym, value: u32): void {
    instance.set(key, value);
  }

  get_instance(key: Sym): u32 {
    return instance.getOr<Sym, u32>(key, 0);
  }

  extend_persistent(key: Sym, threshold: u32, extend_to: u32): void {
    persistent.extendTtl(key, threshold, extend_to);
  }

  extend_temporary(key: Sym, threshold: u32, extend_to: u32): void {
    temporary.extendTtl(key, threshold, extend_to);
  }

  extend_instance(threshold: u32, extend_to: u32): void {
    instance.extendTtl(threshold, extend_to);
  }

  /** Writes everywhere, publishes, and then fails with its own error. */
  write_and_fail(key: Sym): void {
    persistent.set<Sym, u32>(key, 1);
    temporary.set<Sym, u32>(key, 1);
    instance.set<Sym, u32>(key, 1);
    publish<Noted>({ by: currentContract(), value: 1 });
    fail(ProbeError.Refused);
  }

  trap(): void {
    const none = Vec.empty<u32>();
    none.at(0);
  }

  divide(by: u32): u32 {
    return 1 / by;
  }

  spin(): u32 {
    let i: u32 = 0;
    while (ledger.sequence() > 0) i = i === 1 ? 0 : 1;
    return i;
  }

  spin_pure(): u32 {
    let i: u32 = 1;
    while (i !== 0) i = i === 1 ? 2 : 1;
    return i;
  }

  recurse(depth: u32): u32 {
    return depth === 0 ? 0 : this.recurse(depth - 1) + 1;
  }

  note(by: Address, value: u32): void {
    by.requireAuth();
    publish<Noted>({ by, value });
  }

  /** Demands the same authorization twice in one call. */
  note_twice(by: Address, other: Address): void {
    by.requireAuth();
    other.requireAuth();
  }

  note_for_args(by: Address, value: u32): void {
    by.requireAuthForArgs(Args.of().add(value));
  }

  logged(value: u32): void {
    log('value', Args.of().add(value));
  }

  random(): u64 {
    return prng.u64InRange(0, u64.MAX_VALUE);
  }

  random_reseeded(seed: BytesN<32>): Bytes {
    prng.reseed(seed);
    return prng.bytes(40);
  }

  shuffled(items: Vec<u32>): Vec<u32> {
    return prng.shuffle(items);
  }

  forward(to: Address, fn: Sym, args: Vec<Val>): Val {
    return call<Val>(to, fn, argsOf(args));
  }

  /** 0: it worked; the contract's error; 1000: another failure. */
  attempt(to: Address, fn: Sym, args: Vec<Val>): u32 {
    const result = tryCall<Val>(to, fn, argsOf(args));
    if (!result.isErr) return 0;
    return result.isContractError ? result.code : 1000;
  }

  /** Has `through` call `note` of `target` in the name of this contract. */
  note_through(through: Address, target: Address, value: u32, authorized: u32): void {
    const args = Args.of().add(currentContract()).add(authorized);
    const none = Vec.empty<ContractAuth>();
    authorizeAsCurrentContract(Vec.empty<ContractAuth>().push(ContractAuth.invoke(target, sym('note'), args, none)));
    const inner = Args.of().add(currentContract()).add(value).toVec();
    call<Val>(through, sym('forward'), Args.of().add(target).add(sym('note')).add(inner));
  }

  /** Has `through` call `middle`, and that call `last`, each requiring this contract; `listed` is for `last`. */
  note_through_tree(through: Address, middle: Address, last: Address, value: u32, listed: u32): void {
    const self = currentContract();
    const innermost = Args.of().add(self).add(listed);
    const below = Vec.empty<ContractAuth>().push(
      ContractAuth.invoke(last, sym('note'), innermost, Vec.empty<ContractAuth>()),
    );
    const outer = Args.of().add(self).add(last).add(value);
    const tree = ContractAuth.invoke(middle, sym('note_and_forward'), outer, below);
    authorizeAsCurrentContract(Vec.empty<ContractAuth>().push(tree));
    const given = Args.of().add(self).add(last).add(value).toVec();
    call<Val>(through, sym('forward'), Args.of().add(middle).add(sym('note_and_forward')).add(given));
  }

  /** Requires `by` here and again in the contract called. */
  note_and_forward(by: Address, to: Address, value: u32): void {
    by.requireAuth();
    call<Val>(to, sym('note'), Args.of().add(by).add(value));
  }

  deploy(wasm_hash: BytesN<32>, salt: BytesN<32>, start: u32): Address {
    return deployer.deploy(wasm_hash, salt, Args.of().add(start));
  }

  upgrade(wasm_hash: BytesN<32>): void {
    deployer.updateCurrentWasm(wasm_hash);
  }

  echo(value: Val): Val {
    return value;
  }
}

function argsOf(values: Vec<Val>): Args {
  let args = Args.of();
  for (const value of values) args = args.add(value);
  return args;
}
