import { contract, type u32 } from '@istsi/soroban-sdk';

@contract
export class Adder {
  add(x: u32, y: u32): u32 {
    return x + y;
  }
}
