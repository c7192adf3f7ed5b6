import {
  type Address,
  Args,
  type BytesN,
  contract,
  deployer,
  instance,
  type Sym,
  sym,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';

/** Makes contracts for its administrator, each at an address that is known before. */
@contract
export class Deployer {
  __constructor(admin: Address): void {
    instance.set<Sym, Address>(sym('ADMIN'), admin);
  }

  deploy(wasm_hash: BytesN<32>, salt: BytesN<32>, constructor_args: Vec<Val>): Address {
    instance.get<Sym, Address>(sym('ADMIN')).requireAuth();
    let args = Args.of();
    for (const value of constructor_args) args = args.add<Val>(value);
    return deployer.deploy(wasm_hash, salt, args);
  }
}
