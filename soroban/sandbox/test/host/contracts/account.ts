import { type BytesN, contract, crypto, instance, type Sym, sym, type Val, type Vec } from '@istsi/soroban-sdk';

export enum AccountError {
  Frozen = 5,
}

/** An account of one ed25519 key that authorizes whatever its key signs, unless it is frozen. */
@contract
export class Account {
  __constructor(owner: BytesN<32>): void {
    instance.set(sym('owner'), owner);
  }

  __check_auth(payload: BytesN<32>, signature: BytesN<64>, contexts: Vec<Val>): void {
    instance.set(sym('contexts'), contexts.length);
    crypto.ed25519Verify(instance.get<Sym, BytesN<32>>(sym('owner')), payload.toBytes(), signature);
  }

  contexts(): u32 {
    return instance.getOr<Sym, u32>(sym('contexts'), 0);
  }
}
