import { type BytesN, contract, crypto, instance, type Sym, sym, type Val, type Vec } from '@istsi/soroban-sdk';

/** An account of one ed25519 key, which authorizes whatever that key signs. */
@contract
export class KeyAccount {
  __constructor(owner: BytesN<32>): void {
    instance.set(sym('owner'), owner);
  }

  __check_auth(payload: BytesN<32>, signature: BytesN<64>, _contexts: Vec<Val>): void {
    crypto.ed25519Verify(instance.get<Sym, BytesN<32>>(sym('owner')), payload.toBytes(), signature);
  }
}
