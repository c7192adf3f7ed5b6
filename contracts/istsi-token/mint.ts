import { type Address, type BytesN, i128, publish, require, type u64 } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import { OperationType } from '../shared/operations.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { mint } from '../shared/sep41/movements.ts';
import { loadSupply } from '../shared/sep41/storage.ts';
import { TokenError } from './errors.ts';
import type { IntegratedMint } from './events.ts';
import { loadConfig } from './storage.ts';

/** Mints what the registry approved and the reserve covers. Returns where the reserve stands after it. */
export function integratedMint(
  to: Address,
  amount: u64,
  btc_tx_hash: BytesN<32>,
  compliance_proof: BytesN<32>,
): ReserveStatus {
  require(amount > 0, TokenError.InvalidAmount);
  const config = loadConfig();
  new KycRegistryClient(config.kyc_registry).consume_compliance_proof(
    compliance_proof,
    to,
    OperationType.BitcoinDeposit,
    amount,
  );
  const minted = i128.from(amount);
  const supply = loadSupply() + minted;
  const status = new ReserveManagerClient(config.reserve_manager).require_backing(supply.toU64());

  mint(to, minted);
  publish<IntegratedMint>({ to, btc_tx_hash, amount, compliance_proof });
  return status;
}
