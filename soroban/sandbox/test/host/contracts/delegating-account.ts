import { type Address, type BytesN, contract, customAccount, require, type Val, type Vec } from '@istsi/soroban-sdk';

export enum DelegationError {
  NotSigned = 1,
}

/** An account whose signature is the address it delegates to, which must be among those that signed. */
@contract
export class DelegatingAccount {
  __check_auth(_payload: BytesN<32>, signature: Address, _contexts: Vec<Val>): void {
    require(customAccount.delegatedSigners().includes(signature), DelegationError.NotSigned);
    customAccount.delegateAuth(signature);
  }
}
