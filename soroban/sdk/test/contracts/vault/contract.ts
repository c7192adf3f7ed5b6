import {
  type Address,
  Args,
  call,
  contract,
  currentContract,
  type i128,
  instance,
  type Sym,
  sym,
  tryCall,
} from '@istsi/soroban-sdk';

const tokenKey = sym('TOKEN');

/** Keeps tokens of another contract. */
@contract
export class Vault {
  __constructor(token: Address): void {
    instance.set(tokenKey, token);
  }

  deposit(from: Address, amount: i128): i128 {
    from.requireAuth();
    const token = instance.get<Sym, Address>(tokenKey);
    call<void>(token, sym('transfer'), Args.of().add(from).add(currentContract()).add(amount));
    return call<i128>(token, sym('balance'), Args.of().add(currentContract()));
  }

  /** The error code of the token, 0 when the deposit worked. What the token did is undone, what the vault did stays. */
  try_deposit(from: Address, amount: i128): u32 {
    instance.set<Sym, bool>(sym('ATTEMPTED_DEPOSIT'), true);
    const token = instance.get<Sym, Address>(tokenKey);
    const result = tryCall<void>(token, sym('transfer'), Args.of().add(from).add(currentContract()).add(amount));
    return result.isErr ? result.code : 0;
  }
}
