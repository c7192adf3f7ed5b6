import {
  type Address,
  type BytesN,
  contract,
  contractevent,
  publish,
  topic,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';

@contractevent
class AddressRegistered {
  @topic user!: Address;
  address_index!: u32;
  identity!: Address;
}

@contractevent
class BitcoinDeposit {
  @topic user!: Address;
  @topic operation_id!: BytesN<32>;
  btc_amount!: u64;
  istsi_minted!: u64;
  timestamp!: u64;
  tx_hash!: BytesN<32>;
  vout!: u32;
}

/** Publishes what only the real contracts should, in the very same form. */
@contract
export class Impostor {
  register(user: Address, address_index: u32): void {
    publish<AddressRegistered>({ user, address_index, identity: user });
  }

  deposit(user: Address, operation_id: BytesN<32>, amount: u64): void {
    publish<BitcoinDeposit>({
      user,
      operation_id,
      btc_amount: amount,
      istsi_minted: amount,
      timestamp: 0,
      tx_hash: operation_id,
      vout: 0,
    });
  }
}
