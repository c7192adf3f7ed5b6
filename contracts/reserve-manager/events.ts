import { type Address, type BytesN, contractevent, topic, type u32, type u64, type Vec } from '@istsi/soroban-sdk';

/** Custodians attested a Bitcoin output, and it counts as reserve from now on. */
@contractevent
export class DepositRegistered {
  @topic tx_hash!: BytesN<32>;
  @topic vout!: u32;
  amount!: u64;
  attestors!: Vec<Address>;
  confirmations!: u32;
  total_btc!: u64;
}

@contractevent
export class CustodiansChanged {
  custodians!: Vec<Address>;
  threshold!: u32;
}
