import { MerkleDrop, setUpDrop } from '@istsi/soroban-library/merkle-drop';
import { type Address, type BytesN, contract } from '@istsi/soroban-sdk';

@contract
export class Drop extends MerkleDrop {
  __constructor(token: Address, root: BytesN<32>): void {
    setUpDrop(token, root);
  }
}
