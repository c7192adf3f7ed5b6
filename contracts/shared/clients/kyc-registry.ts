import { Address, Args, bool, BytesN, call, Map, Option, Str, sym, tryCall, TryResult, u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../operations.ts';

export class KycRegistryClient {
  constructor(public address: Address) {}

  verify_operation_compliance(
    user: Address,
    operation: OperationType,
    amount: u64,
    counterparty: Option<Address>,
  ): bool {
    return call<bool>(
      this.address,
      sym('verify_operation_compliance'),
      Args.of().add(user).add(operation).add(amount).add(counterparty),
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
      Args.of().add(consumer).add(user).add(operation).add(amount).add(counterparty),
    );
  }

  consume_compliance_proof(proof: BytesN<32>, user: Address, operation: OperationType, amount: u64): void {
    call<void>(
      this.address,
      sym('consume_compliance_proof'),
      Args.of().add(proof).add(user).add(operation).add(amount),
    );
  }

  register_integration_event(user: Address, operation: OperationType, amount: u64, metadata: Map<Str, Str>): void {
    call<void>(
      this.address,
      sym('register_integration_event'),
      Args.of().add(user).add(operation).add(amount).add(metadata),
    );
  }
}
