import { type BuiltContractName, loadContract, type ProverReach, readProverReach } from '@istsi/contracts';
import {
  type ContractHandle,
  createSubmitter,
  errorNames,
  type Network,
  readContract,
  type SubmitOutcome,
  type Submitter,
  signerOf,
  withCredentials,
} from '@istsi/soroban-client';
import { contract, type Keypair, type xdr } from '@stellar/stellar-sdk';
import { RelayerError } from './errors.ts';

const SPECS = ['integration-router', 'reserve-manager', 'bitcoin-relay', 'spv-attestor', 'kyc-registry'] as const;

export const handleOf = (name: (typeof SPECS)[number], contractId: string): ContractHandle => ({
  contractId,
  spec: specOf(name),
});
const specOf = (name: BuiltContractName): contract.Spec => contract.Spec.fromWasm(Buffer.from(loadContract(name).wasm));

interface SystemContracts {
  kyc_registry: string;
  reserve_manager: string;
}

/** The contracts of the router's system. */
export const readSystem = (network: Network, router: string): Promise<SystemContracts> =>
  readContract<SystemContracts>(network, handleOf('integration-router', router), 'get_config');

/** What governance says of proofs, and how far the relay that the prover believes has come. */
export interface ProofRules {
  reserve: string;
  prover: string;
  silentBlocks: number;
  reach: ProverReach;
}

export async function readProofRules(network: Network, router: string): Promise<ProofRules> {
  const { reserve_manager: reserve } = await readSystem(network, router);
  const rules = await readContract<{ prover: string | null; silent_blocks: number }>(
    network,
    handleOf('reserve-manager', reserve),
    'get_deposit_rules',
  );
  const { prover, silent_blocks: silentBlocks } = rules;
  const reach = prover === null ? undefined : await readProverReach(network, prover);
  if (prover === null || !reach) throw new RelayerError('relayer/no-prover', { reserve });
  return { reserve, prover, silentBlocks, reach };
}

/** Names the errors of all contracts that a proof comes by. */
export const openSubmitter = (network: Network, key: Keypair): Submitter =>
  createSubmitter({ network, channels: [key], errorNames: errorNames(SPECS.map((name) => specOf(name))) });

export interface ProvedCall {
  network: Network;
  key: Keypair;
  prover: string;
  /** What stands where the prover's signature would. */
  evidence: xdr.ScVal;
  invoke: xdr.HostFunction;
}

/** Sends a call that the prover alone authorizes. Nothing is sent where the contracts would refuse. */
export async function submitProved({ network, key, prover, evidence, invoke }: ProvedCall): Promise<SubmitOutcome> {
  return await openSubmitter(network, key).submit({
    invoke,
    authorize: async (entry, { validUntilLedger }) => {
      if (signerOf(entry) === prover)
        return withCredentials(entry, { signatureExpirationLedger: validUntilLedger, signature: evidence });
      throw new RelayerError('relayer/other-signer', { signer: String(signerOf(entry)) });
    },
  });
}

/** What is told of a call: what it does, and that it did not. */
export interface Told {
  /** As in "whether the output was minted is not known yet". */
  done: string;
  /** As in "nothing was minted". */
  undone: string;
}

/** Of what was sent and is not decided, nobody says that it did not happen. */
export function hashOfSuccess(outcome: SubmitOutcome, { done: what, undone }: Told): string {
  switch (outcome.status) {
    case 'success':
      return outcome.hash;
    case 'unknown':
    case 'pending':
      throw new RelayerError('relayer/fate-open', { what, transaction: outcome.hash });
    case 'dead':
      throw new RelayerError('relayer/not-done', {
        undone,
        reason: `the transaction was not included: ${outcome.why}`,
      });
    case 'failed':
    case 'refused':
      throw new RelayerError('relayer/not-done', { undone, reason: outcome.failure.text });
  }
}
