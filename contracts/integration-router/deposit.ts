import {
  type Address,
  type Args,
  type BytesN,
  type bool,
  ledger,
  Option,
  publish,
  require,
  type Str,
  str,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { hashOf, requireAttestation } from '../shared/attestation.ts';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import { type ComplianceResult, OperationType } from '../shared/operations.ts';
import type { ReserveStatus } from '../shared/reserves.ts';
import { touchInstance } from '../shared/ttl.ts';
import { IntegrationError } from './errors.ts';
import type { BitcoinDeposit, ReserveUpdate } from './events.ts';
import { depositId, hexOf } from './ids.ts';
import { countSuccess } from './metrics.ts';
import { MAY_OPERATE, requireHeld, rolesOf } from './permissions.ts';
import { takeRate } from './rate-limits.ts';
import { failCompliance, failMint } from './refusals.ts';
import { hasOperation, loadEcosystem, loadTraffic, storeOperation, storeTraffic } from './storage.ts';
import { type OperationContext, OperationStatus } from './types.ts';

/** Authorizes an operator, or anyone where a proof is all there is: nobody's word stands behind that, and no office has to. */
export function requireDepositor(caller: Address, attestors: Vec<Address>): void {
  caller.requireAuth();
  touchInstance();
  if ((rolesOf(caller) & MAY_OPERATE) === 0 && !isProverAlone(attestors)) requireHeld(caller, MAY_OPERATE);
}

function isProverAlone(attestors: Vec<Address>): bool {
  if (attestors.length !== 1) return false;
  const { prover } = new ReserveManagerClient(loadEcosystem().reserve_manager).get_deposit_rules();
  return prover.isSome && prover.unwrap() === attestors.at(0);
}

/**
 * What each custodian signs is the hash of the router's call with every argument, `user` among them, so that nobody who submits
 * the transaction can direct an attested deposit to someone else. The reserve manager asks for the same signatures
 * again, one call deeper, and decides whether they are enough.
 */
export function requireAttestations(caller: Address, attestors: Vec<Address>, args: Args): void {
  const hash = hashOf(args);
  for (let i: u32 = 0; i < attestors.length; i++) {
    const attestor = attestors.at(i);
    // An address authorizes a call once: the caller already has, and a repeated attestor is the reserve manager's to
    // refuse, with its own error.
    const isFirst = attestors.indexOf(attestor).unwrap() === i;
    if (isFirst && attestor !== caller) requireAttestation(attestor, hash);
  }
}

/** Compliance, reserve, mint and record: one Bitcoin output becomes as many iSTSi, or nothing happens at all. */
export function executeBitcoinDeposit(
  attestors: Vec<Address>,
  user: Address,
  btc_amount: u64,
  btc_tx_hash: BytesN<32>,
  btc_vout: u32,
  confirmations: u32,
  block: BitcoinBlock,
): BytesN<32> {
  const operation_id = depositId(btc_tx_hash, btc_vout);
  require(!hasOperation(operation_id), IntegrationError.DuplicateOperation);
  const ecosystem = loadEcosystem();
  const proof = authorizeDeposit(ecosystem.kyc_registry, ecosystem.istsi_token, user, btc_amount);
  const reserve = new ReserveManagerClient(ecosystem.reserve_manager);
  reserve.register_bitcoin_deposit(
    attestors,
    user,
    btc_tx_hash,
    btc_vout,
    btc_amount,
    confirmations,
    block.height,
    block.hash,
  );
  const status = mint(ecosystem.istsi_token, user, btc_amount, btc_tx_hash, proof);
  const identity = recordCompliance(ecosystem.kyc_registry, user, btc_amount, operation_id);

  storeOperation(completedDeposit(operation_id, user, btc_amount));
  const timestamp = ledger.timestamp();
  const traffic = loadTraffic();
  takeRate(traffic, identity, OperationType.BitcoinDeposit, btc_amount);
  countSuccess(traffic, status.reserve_ratio);
  storeTraffic(traffic);
  publish<BitcoinDeposit>({
    user,
    operation_id,
    btc_amount,
    istsi_minted: btc_amount,
    timestamp,
    tx_hash: btc_tx_hash,
    vout: btc_vout,
  });
  publish<ReserveUpdate>({
    reserve_ratio: status.reserve_ratio,
    timestamp,
    total_btc: status.total_btc,
    total_istsi: status.total_istsi,
  });
  return operation_id;
}

/** Books the deposit against the user's limits and returns the proof that the token will consume. */
function authorizeDeposit(registry: Address, token: Address, user: Address, amount: u64): BytesN<32> {
  const answer = new KycRegistryClient(registry).try_authorize_operation(
    token,
    user,
    OperationType.BitcoinDeposit,
    amount,
    Option.none<Address>(),
  );
  if (answer.isErr) failCompliance(answer.isContractError, answer.code);
  return answer.unwrap();
}

function mint(token: Address, user: Address, amount: u64, tx_hash: BytesN<32>, proof: BytesN<32>): ReserveStatus {
  const answer = new IstsiTokenClient(token).try_integrated_mint(user, amount, tx_hash, proof);
  if (answer.isErr) failMint(answer.isContractError, answer.code);
  return answer.unwrap();
}

function recordCompliance(registry: Address, user: Address, amount: u64, operation_id: BytesN<32>): Address {
  const metadata = Map.empty<Str, Str>().set(str('operation_id'), hexOf(operation_id));
  const kyc = new KycRegistryClient(registry);
  return kyc.register_integration_event(user, OperationType.BitcoinDeposit, amount, metadata);
}

function completedDeposit(operation_id: BytesN<32>, user: Address, amount: u64): OperationContext {
  const check: ComplianceResult = { compliant: true, operation: OperationType.BitcoinDeposit, reason: 0, user };
  return {
    amount,
    compliance_checks: Vec.of<ComplianceResult>(check),
    operation_id,
    operation_type: OperationType.BitcoinDeposit,
    status: OperationStatus.Completed,
    timestamp: ledger.timestamp(),
    user,
  };
}
