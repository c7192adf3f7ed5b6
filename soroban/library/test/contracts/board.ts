import { MultisigAccount, setUpMultisig } from '@istsi/soroban-library/multisig-account';
import { type BytesN, contract, type u32, type Vec } from '@istsi/soroban-sdk';

@contract
export class Board extends MultisigAccount {
  __constructor(signers: Vec<BytesN<32>>, threshold: u32): void {
    setUpMultisig(signers, threshold);
  }
}
