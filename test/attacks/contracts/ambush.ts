import {
  type Address,
  Args,
  contracttype,
  instance,
  type Sym,
  sym,
  tryCall,
  type u32,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';

/** What a hostile contract does when one of its entries is called by those who trust it. */
@contracttype
export class Ambush {
  args!: Vec<Val>;
  method!: Sym;
  target!: Address;
}

export function prepare(entry: Sym, target: Address, method: Sym, args: Vec<Val>): void {
  const ambush: Ambush = { args, method, target };
  instance.set<Sym, Ambush>(entry, ambush);
}

/** Calls back once, and goes on as if nothing had happened when that is refused; `outcome` tells of it. */
export function spring(entry: Sym): void {
  if (!instance.has<Sym>(entry)) return;
  const ambush = instance.get<Sym, Ambush>(entry);
  instance.remove<Sym>(entry);
  let args = Args.of();
  for (const value of ambush.args) args = args.add<Val>(value);
  const answer = tryCall<Val>(ambush.target, ambush.method, args);
  instance.set<Sym, u32>(sym('outcome'), answer.isOk ? 1 : 2);
}

/** 0: not called yet; 1: let through; 2: refused. */
export function outcome(): u32 {
  return instance.getOr<Sym, u32>(sym('outcome'), 0);
}
