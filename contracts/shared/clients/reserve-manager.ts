import { type Address, Args, type BytesN, call, sym, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { ReserveStatus } from '../reserves.ts';

export enum ReserveError {
  InsufficientReserves = 410,
  ReserveRatioTooLow = 411,
}

export class ReserveManagerClient {
  constructor(public readonly address: Address) {}

  register_bitcoin_deposit(
    attestors: Vec<Address>,
    tx_hash: BytesN<32>,
    vout: u32,
    amount: u64,
    confirmations: u32,
  ): void {
    call<void>(
      this.address,
      sym('register_bitcoin_deposit'),
      Args.of()
        .add<Vec<Address>>(attestors)
        .add<BytesN<32>>(tx_hash)
        .add<u32>(vout)
        .add<u64>(amount)
        .add<u32>(confirmations),
    );
  }

  require_backing(supply_after: u64): void {
    call<void>(this.address, sym('require_backing'), Args.of().add<u64>(supply_after));
  }

  get_reserve_status(): ReserveStatus {
    return call<ReserveStatus>(this.address, sym('get_reserve_status'), Args.of());
  }

  set_custodians(custodians: Vec<Address>, threshold: u32): void {
    call<void>(this.address, sym('set_custodians'), Args.of().add<Vec<Address>>(custodians).add<u32>(threshold));
  }
}
