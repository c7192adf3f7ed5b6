import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { evidenceOf } from '@istsi/contracts';
import { checkNetwork, invocation, type Network, readContract } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { heightOfOutput, proveOutput } from './deposit-proof.ts';
import { RelayerError } from './errors.ts';
import { handleOf, hashOfSuccess, openSubmitter, readProofRules, submitProved } from './system.ts';

/** What whoever brings a proof needs, whatever it is of. */
export interface ByProofOptions {
  bitcoin: BitcoinRpc;
  network: Network;
  /** The contract `integration-router` of the system. */
  router: string;
  /** Its account pays and calls. It needs no right anywhere. */
  key: Keypair;
}

export interface MintByProofOptions extends ByProofOptions {
  txid: string;
  vout: number;
  /** Whose deposit address the output pays. */
  user: string;
}

export interface MintedByProof {
  transaction: string;
  amountSats: bigint;
  height: number;
  confirmations: number;
}

/**
 * Mints a deposit that custodians are silent about, by the proof that Bitcoin's headers hold it: what governance lets anybody
 * do (`silent_blocks` of the reserve's rules for deposits). No mint is sent that the contracts would refuse.
 */
export async function mintByProof(options: MintByProofOptions): Promise<MintedByProof> {
  const { bitcoin, network, router, key, txid, vout, user } = options;
  await Promise.all([checkNetwork(network), bitcoin.checkChain()]);
  const { reserve, prover, silentBlocks, reach } = await readProofRules(network, router);
  if (silentBlocks === 0) throw new RelayerError('relayer/no-proof-alone', { reserve });
  const { relay, base, tip } = reach;
  const height = await heightOfOutput(bitcoin, txid, vout);
  const confirmations = Math.max(0, tip - height + 1);
  if (confirmations < silentBlocks)
    throw new RelayerError('relayer/not-silent', { txid, vout, confirmations, silentBlocks, relay });
  if (height < base) throw new RelayerError('relayer/before-relay', { height, relay, base });
  const { proof, blockHash, amountSats } = await proveOutput(bitcoin, { txid, vout, height }, reach);

  const said = { caller: key.publicKey(), attestors: [prover], user, confirmations };
  const invoke = invocation(handleOf('integration-router', router), 'execute_bitcoin_deposit', {
    ...{ ...said, btc_amount: amountSats, btc_tx_hash: Buffer.from(txid, 'hex'), btc_vout: vout },
    ...{ block_height: height, block_hash: Buffer.from(blockHash, 'hex') },
  });
  const evidence = evidenceOf({ tag: 'Deposit', values: [{ ...said, proof, vout }] });
  await keepScript(options, prover);
  const outcome = await submitProved({ network, key, prover, evidence, invoke });
  const told = { done: 'the output was minted', undone: 'nothing was minted' };
  return { transaction: hashOfSuccess(outcome, told), amountSats, height, confirmations };
}

/**
 * Has the prover derive the address of the user, once for all proofs: in a transaction of its own, since within the mint it
 * would cost more than all the rest of it.
 */
async function keepScript({ network, key, user }: MintByProofOptions, prover: string): Promise<void> {
  const attestor = handleOf('spv-attestor', prover);
  if ((await readContract<Uint8Array | null>(network, attestor, 'kept_script', { user })) !== null) return;
  const invoke = invocation(attestor, 'keep_script', { user });
  const outcome = await openSubmitter(network, key).submit({ invoke });
  hashOfSuccess(outcome, { done: 'the address of the user was derived', undone: 'nothing was minted' });
}
