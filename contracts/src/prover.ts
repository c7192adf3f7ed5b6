import { type ContractHandle, type Network, readContract, tryReadContract } from '@istsi/soroban-client';
import { contract, xdr } from '@stellar/stellar-sdk';
import { loadContract } from './load.ts';
import type { TransactionProof } from './relay-proofs.ts';

/** What an `spv-attestor` is shown in place of an account's signature. Each names who attests the call, itself among them. */
export type Evidence =
  | {
      tag: 'Deposit';
      values: [
        {
          attestors: readonly string[];
          caller: string;
          confirmations: number;
          proof: TransactionProof;
          user: string;
          vout: number;
        },
      ];
    }
  | { tag: 'Payment'; values: [{ attestors: readonly string[]; confirmations: number; proof: TransactionProof }] }
  | {
      tag: 'Loss';
      values: [
        {
          attestors: readonly string[];
          /** The output's own transaction without witnesses, where that was undone. */
          origin: Buffer | null;
          /** Of what spends the output, or something that the output's own transaction spends. */
          proof: TransactionProof;
          tx_hash: Buffer;
          vout: number;
        },
      ];
    };

/** As the attestor's contract takes it. */
export const evidenceOf = (evidence: Evidence): xdr.ScVal => specOf('spv-attestor').nativeToScVal(evidence, EVIDENCE);

/** How far the relay has come that a prover believes, and from where on it can be shown something. */
export interface ProverReach {
  relay: string;
  /** The first block that it knows. */
  base: number;
  /** What is below has to be shown with its history. */
  windowStart: number;
  tip: number;
  /** As explorers print it; undefined above its tip, and for what left the window. */
  blockHash(height: number): Promise<string | undefined>;
}

/** Undefined where the contract says nothing of a relay: it is no `spv-attestor`. */
export async function readProverReach(network: Network, prover: string): Promise<ProverReach | undefined> {
  const settings = await tryReadContract<{ relay: string }>(network, handleOf('spv-attestor', prover), 'settings');
  if (!settings.ok) return undefined;
  const { relay } = settings.value;
  const handle = handleOf('bitcoin-relay', relay);
  const [base, windowStart, { height: tip }] = await Promise.all([
    readContract<number>(network, handle, 'base'),
    readContract<number>(network, handle, 'window_start'),
    readContract<{ height: number }>(network, handle, 'tip'),
  ]);
  return {
    ...{ relay, base, windowStart, tip },
    async blockHash(height) {
      const hash = await readContract<Uint8Array | null>(network, handle, 'block_hash', { height });
      return hash ? Buffer.from(hash).toString('hex') : undefined;
    },
  };
}

const specOf = (name: 'bitcoin-relay' | 'spv-attestor'): contract.Spec =>
  contract.Spec.fromWasm(Buffer.from(loadContract(name).wasm));
const handleOf = (name: 'bitcoin-relay' | 'spv-attestor', contractId: string): ContractHandle => ({
  contractId,
  spec: specOf(name),
});

const EVIDENCE = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'Evidence' }));
