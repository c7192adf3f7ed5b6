import { type Descriptor, deriveAddress, parentKeys } from '@istsi/bitcoin-custody';
import { loadContract } from '@istsi/contracts';
import { checkNetwork, type Network, readContract } from '@istsi/soroban-client';
import { contract, type Keypair } from '@stellar/stellar-sdk';
import { RelayerError } from './errors.ts';
import { putContract } from './put-contract.ts';
import { readSystem } from './system.ts';

export interface BeginAttestorOptions {
  network: Network;
  /** Its account creates the contract and pays. It has no right over it: an attestor has no owner. */
  key: Keypair;
  /** The contract `integration-router` of the system that it is to speak to. */
  router: string;
  /** The relay that it believes. */
  relay: string;
  /** Of the custody's epoch whose addresses users are given. */
  descriptor: Descriptor;
}

/** How many addresses the contract's own derivation is compared with ours for. */
const COMPARED = 3;

/**
 * Puts an `spv-attestor` on the ledger that believes a relay and knows the custody's quorum, and compares what it derives with
 * what the custody does. What it attests counts once governance names it (`set_deposit_rules`).
 */
export async function beginAttestor(options: BeginAttestorOptions): Promise<{ attestor: string; isNew: boolean }> {
  const { network, key, router, relay, descriptor } = options;
  const { kind, sorted, threshold } = descriptor;
  if (!sorted) throw new RelayerError('relayer/other-quorum', {});
  await checkNetwork(network);
  const { reserve_manager, kyc_registry: registry } = await readSystem(network, router);
  const parents = parentKeys(descriptor).map(({ chainCode, publicKey }) => ({
    ...{ chain_code: Buffer.from(chainCode), public_key: Buffer.from(publicKey) },
  }));
  const args = { relay, router, reserve_manager, registry, quorum: { is_taproot: kind === 'tr', parents, threshold } };
  const put = await putContract({ network, key, name: 'spv-attestor', args, what: 'the attestor' });
  const handle = {
    contractId: put.contractId,
    spec: contract.Spec.fromWasm(Buffer.from(loadContract('spv-attestor').wasm)),
  };
  for (let index = 0; index < COMPARED; index++) {
    const found = await readContract<Uint8Array>(network, handle, 'deposit_script', { address_index: index });
    const wanted = deriveAddress(descriptor, index).scriptPubKey;
    if (!Buffer.from(found).equals(Buffer.from(wanted)))
      throw new RelayerError('relayer/other-scripts', { attestor: put.contractId, index });
  }
  return { attestor: put.contractId, isNew: put.isNew };
}
