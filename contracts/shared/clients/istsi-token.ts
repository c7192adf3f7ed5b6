import {
  type Address,
  Args,
  type BytesN,
  call,
  type i128,
  sym,
  type TryResult,
  tryCall,
  type u64,
} from '@istsi/soroban-sdk';

export class IstsiTokenClient {
  constructor(public readonly address: Address) {}

  total_supply(): i128 {
    return call<i128>(this.address, sym('total_supply'), Args.of());
  }

  try_integrated_mint(
    to: Address,
    amount: u64,
    btc_tx_hash: BytesN<32>,
    compliance_proof: BytesN<32>,
  ): TryResult<void> {
    return tryCall<void>(
      this.address,
      sym('integrated_mint'),
      Args.of().add<Address>(to).add<u64>(amount).add<BytesN<32>>(btc_tx_hash).add<BytesN<32>>(compliance_proof),
    );
  }
}
