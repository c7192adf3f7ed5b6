import { loadContract } from '@istsi/contracts';
import {
  type ContractClient,
  callRpc,
  checkNetwork,
  createContractClient,
  isSorobanClientError,
  type Network,
  openNetwork,
} from '@istsi/soroban-client';
import { contract, type rpc } from '@stellar/stellar-sdk';
import type { ProofOfReserves, ReserveManager } from '../contracts/generated/reserve-manager.ts';
import type { Mismatch } from './read-published.ts';
import { differingFacts, type Statement } from './statement.ts';

export interface StellarFacts {
  /** Whether the contract's last proof is this one; otherwise it was found among its events. */
  isLatest: boolean;
  threshold: number;
  custodians: number;
}

type Reserve = ContractClient<ReserveManager>;

/** Numbers of the reserve manager's enum (contracts/reserve-manager/bitcoin/network.ts). */
const BITCOIN_NETWORKS = ['mainnet', 'testnet', 'signet', 'regtest'];

/** Compares every fact of the statement with what the contract itself recorded, over the verifier's own RPC. */
export async function verifyStellar(
  statement: Statement,
  rpcUrl: string,
): Promise<{ mismatches: Mismatch[]; facts: StellarFacts | undefined }> {
  const network = openNetwork({ rpcUrl, networkPassphrase: statement.stellar.network_passphrase });
  try {
    await checkNetwork(network);
  } catch (error) {
    if (!isSorobanClientError(error, 'soroban/wrong-network')) throw error;
    return { mismatches: [{ code: 'network', message: error.message }], facts: undefined };
  }
  const spec = contract.Spec.fromWasm(loadContract('reserve-manager').wasm);
  const reserve: Reserve = createContractClient(network, { contractId: statement.stellar.reserve, spec });
  const [config, last] = await Promise.all([reserve.tryRead('get_config'), reserve.tryRead('get_proof')]);
  if (!config.ok) return { mismatches: [notAReserve(statement, config.failure.text)], facts: undefined };

  const mismatches: Mismatch[] = [];
  const { istsi_token, network: bitcoinNetwork, threshold, custodians } = config.value;
  if (istsi_token !== statement.stellar.token) {
    mismatches.push({
      code: 'contract',
      message: `the reserve backs token ${istsi_token}, not ${statement.stellar.token}`,
    });
  }
  if (BITCOIN_NETWORKS[bitcoinNetwork] !== statement.bitcoin.network) {
    const message = `the reserve is on Bitcoin ${BITCOIN_NETWORKS[bitcoinNetwork]}, not ${statement.bitcoin.network}`;
    mismatches.push({ code: 'contract', message });
  }
  const isLatest = last.ok && differingFacts(statement, last.value).length === 0;
  if (!isLatest && !(await wasPublished(network, reserve, statement))) {
    const differing = last.ok
      ? differingFacts(statement, last.value)
      : [`the contract has no proof (${last.failure.text})`];
    const hint = 'nor is there an event of it that the RPC still keeps';
    mismatches.push(...differing.map((text): Mismatch => ({ code: 'contract', message: `${text}, ${hint}` })));
  }
  return { mismatches, facts: { isLatest, threshold, custodians: custodians.length } };
}

const notAReserve = ({ stellar }: Statement, reason: string): Mismatch => ({
  code: 'contract',
  message: `${stellar.reserve} does not answer as a reserve manager: ${reason}`,
});

/** Whether the contract published exactly these facts at the statement's ledger. */
async function wasPublished(network: Network, reserve: Reserve, statement: Statement): Promise<boolean> {
  const filters: rpc.Api.EventFilter[] = [{ type: 'contract', contractIds: [reserve.contractId] }];
  const startLedger = statement.stellar.ledger;
  try {
    const { events } = await callRpc(network, 'getEvents', (s) =>
      s.getEvents({ filters, startLedger, endLedger: startLedger + 1, limit: 1000 }),
    );
    return events.some(({ topic, value }) => {
      const event = reserve.spec.parseEvent(topic, value);
      if (event?.name !== 'ProofPublished') return false;
      const { proof } = event.data as { proof: ProofOfReserves };
      return differingFacts(statement, proof).length === 0;
    });
  } catch (error) {
    // The ledger is older than what the RPC keeps, or has not been closed.
    if (isSorobanClientError(error, 'soroban/rpc-error')) return false;
    throw error;
  }
}
