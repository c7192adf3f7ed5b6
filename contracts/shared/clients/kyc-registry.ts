import {
  type Address,
  Args,
  type BytesN,
  type bool,
  call,
  type Option,
  type Str,
  sym,
  type TryResult,
  tryCall,
  type u32,
  type u64,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../operations.ts';

export enum KycError {
  Blacklisted = 114,
  TierTooLow = 120,
}

export class KycRegistryClient {
  constructor(public readonly address: Address) {}

  verify_operation_compliance(
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): bool {
    return call<bool>(
      this.address,
      sym('verify_operation_compliance'),
      Args.of().add<Address>(user).add<OperationType>(operation).add<u64>(amount).add<Option<Address>>(counterparty),
    );
  }

  try_authorize_operation(
    consumer: Address,
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): TryResult<BytesN<32>> {
    return tryCall<BytesN<32>>(
      this.address,
      sym('authorize_operation'),
      Args.of()
        .add<Address>(consumer)
        .add<Address>(user)
        .add<OperationType>(operation)
        .add<u64>(amount)
        .add<Option<Address>>(counterparty),
    );
  }

  consume_compliance_proof(proof: BytesN<32>, user: Address, operation: OperationType, amount: u64): void {
    call<void>(
      this.address,
      sym('consume_compliance_proof'),
      Args.of().add<BytesN<32>>(proof).add<Address>(user).add<OperationType>(operation).add<u64>(amount),
    );
  }

  register_integration_event(user: Address, operation: OperationType, amount: u64, metadata: Map<Str, Str>): void {
    call<void>(
      this.address,
      sym('register_integration_event'),
      Args.of().add<Address>(user).add<OperationType>(operation).add<u64>(amount).add<Map<Str, Str>>(metadata),
    );
  }

  set_limits(tier: u32, operation: OperationType, per_operation: u64, daily: u64, monthly: u64): void {
    call<void>(
      this.address,
      sym('set_limits'),
      Args.of().add<u32>(tier).add<OperationType>(operation).add<u64>(per_operation).add<u64>(daily).add<u64>(monthly),
    );
  }
}
