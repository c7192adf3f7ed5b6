import { type Address, type BytesN, contracttype, type Sym, type Val, type Vec, variant } from '@istsi/soroban-sdk';

// What an account is asked to authorize, as the host tells `__check_auth` (CAP-46-11).

@contracttype
export class ContractContext {
  args!: Vec<Val>;
  contract!: Address;
  fn_name!: Sym;
}

@contracttype
export class ContractExecutable {
  static Wasm(hash: BytesN<32>): ContractExecutable {
    return variant();
  }
}

@contracttype
export class CreateContractHostFnContext {
  executable!: ContractExecutable;
  salt!: BytesN<32>;
}

@contracttype
export class CreateContractWithConstructorHostFnContext {
  constructor_args!: Vec<Val>;
  executable!: ContractExecutable;
  salt!: BytesN<32>;
}

/** A call, or the creation of a contract. */
@contracttype
export class Context {
  static Contract(call: ContractContext): Context {
    return variant();
  }
  static CreateContractHostFn(created: CreateContractHostFnContext): Context {
    return variant();
  }
  static CreateContractWithCtorHostFn(created: CreateContractWithConstructorHostFnContext): Context {
    return variant();
  }
}
