import type { ProofOfReserves, ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import {
  type ContractClient,
  callRpc,
  checkNetwork,
  createContractClient,
  isRpcFailure,
  isSorobanClientError,
  type Network,
  openNetwork,
  SorobanClientError,
} from '@istsi/soroban-client';
import type { contract, rpc } from '@stellar/stellar-sdk';
import { contractMismatches } from './contract-mismatches.ts';
import type { Mismatch } from './read-published.ts';
import { differingFacts, type Statement } from './statement.ts';

/** The verifier's own RPC, and what a reserve manager's entries and answers look like: the verifier's word, not the contract's. */
export interface StellarSource {
  rpcUrl: string;
  reserveSpec: contract.Spec;
}

export interface StellarFacts {
  /** Whether the contract's last proof is this one; otherwise it was found among its events. */
  isLatest: boolean;
  threshold: number;
  custodians: number;
}

type Reserve = ContractClient<ReserveManager>;

/** Compares every fact of the statement with what the contract itself recorded, over the verifier's own RPC. */
export async function verifyStellar(
  statement: Statement,
  { rpcUrl, reserveSpec: spec }: StellarSource,
): Promise<{ mismatches: Mismatch[]; facts: StellarFacts | undefined }> {
  const network = openNetwork({ rpcUrl, networkPassphrase: statement.stellar.network_passphrase });
  try {
    await checkNetwork(network);
  } catch (error) {
    if (!isSorobanClientError(error, 'soroban/wrong-network')) throw error;
    return { mismatches: [{ code: 'network', message: error.message }], facts: undefined };
  }
  const reserve: Reserve = createContractClient(network, { contractId: statement.stellar.reserve, spec });
  const read = await readReserve(reserve);
  if (typeof read === 'string') return { mismatches: [notAReserve(statement, read)], facts: undefined };
  const { config, last } = read;

  const mismatches = contractMismatches(statement, config);
  const { threshold, custodians } = config;
  const isLatest = last.ok && differingFacts(statement, last.value).length === 0;
  if (!isLatest) {
    // A newer proof may have been published since; this one is then among the contract's events, while the RPC keeps them.
    const earlier = await publishedAt(network, reserve, statement.stellar.ledger);
    const recorded = earlier ?? (last.ok ? last.value : undefined);
    const differing = recorded ? differingFacts(statement, recorded) : ['the contract recorded no proof at all'];
    const hint = earlier ? '' : ', and the RPC keeps no proof of that ledger';
    mismatches.push(...differing.map((text): Mismatch => ({ code: 'contract', message: text + hint })));
  }
  return { mismatches, facts: { isLatest, threshold, custodians: custodians.length } };
}

/** What the contract says, or why it is no reserve manager: any contract may be at the id that files name. */
async function readReserve(reserve: Reserve) {
  try {
    const [config, last] = await Promise.all([reserve.tryRead('get_config'), reserve.tryRead('get_proof')]);
    return config.ok ? { config: config.value, last } : config.failure.text;
  } catch (error) {
    const isOfOtherTypes =
      isSorobanClientError(error, 'soroban/other-release') || !(error instanceof SorobanClientError);
    if (isOfOtherTypes) return 'its answers have other types';
    throw error;
  }
}

const notAReserve = ({ stellar }: Statement, reason: string): Mismatch => ({
  code: 'contract',
  message: `${stellar.reserve} does not answer as a reserve manager: ${reason}`,
});

/** The proof that the contract published at a ledger, if the RPC still keeps its events. */
async function publishedAt(network: Network, reserve: Reserve, ledger: number): Promise<ProofOfReserves | undefined> {
  const filters: rpc.Api.EventFilter[] = [{ type: 'contract', contractIds: [reserve.contractId] }];
  try {
    const { events } = await callRpc(network, 'getEvents', (s) =>
      s.getEvents({ filters, startLedger: ledger, endLedger: ledger + 1, limit: 1000 }),
    );
    return events.flatMap(({ topic, value }) => {
      const event = reserve.spec.parseEvent(topic, value);
      return event?.name === 'ProofPublished' ? [(event.data as { proof: ProofOfReserves }).proof] : [];
    })[0];
  } catch (error) {
    // The ledger is older than what the RPC keeps, or has not been closed.
    if (isSorobanClientError(error, 'soroban/rpc-error') && !isRpcFailure(error)) return undefined;
    throw error;
  }
}
