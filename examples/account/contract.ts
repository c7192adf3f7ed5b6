import { MultisigAccount, setUpMultisig } from '@istsi/soroban-library/multisig-account';
import { type BytesN, contract, type u32, type Vec } from '@istsi/soroban-sdk';

/** An account that is a contract: several keys, of which some have to sign. */
@contract
export class Account extends MultisigAccount {
  __constructor(signers: Vec<BytesN<32>>, threshold: u32): void {
    setUpMultisig(signers, threshold);
  }
}
