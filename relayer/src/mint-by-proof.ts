import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { type BuiltContractName, loadContract } from '@istsi/contracts';
import {
  type ContractHandle,
  checkNetwork,
  createSubmitter,
  errorNames,
  invocation,
  type Network,
  readContract,
  type SubmitOutcome,
  type Submitter,
  signerOf,
  withCredentials,
} from '@istsi/soroban-client';
import { contract, type Keypair, xdr } from '@stellar/stellar-sdk';
import { heightOfOutput, proveOutput } from './deposit-proof.ts';
import { RelayerError } from './errors.ts';

export interface MintByProofOptions {
  bitcoin: BitcoinRpc;
  network: Network;
  /** The contract `integration-router` of the system. */
  router: string;
  /** Its account pays and calls. It needs no right anywhere. */
  key: Keypair;
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

const SPECS = ['integration-router', 'reserve-manager', 'bitcoin-relay', 'spv-attestor', 'kyc-registry'] as const;
type Known = (typeof SPECS)[number];

const handleOf = (name: Known, contractId: string): ContractHandle => ({ contractId, spec: specOf(name) });
const specOf = (name: BuiltContractName): contract.Spec => contract.Spec.fromWasm(Buffer.from(loadContract(name).wasm));

/**
 * Mints a deposit that custodians are silent about, by the proof that Bitcoin's headers hold it: what governance lets anybody
 * do (`silent_blocks` of the reserve's rules for deposits). No mint is sent that the contracts would refuse.
 */
export async function mintByProof(options: MintByProofOptions): Promise<MintedByProof> {
  const { bitcoin, network, router, key, txid, vout, user } = options;
  await Promise.all([checkNetwork(network), bitcoin.checkChain()]);
  const { rules, relay, reach, tip } = await readRules(network, router);
  const height = await heightOfOutput(bitcoin, txid, vout);
  const confirmations = Math.max(0, tip - height + 1);
  const { silentBlocks, prover } = rules;
  if (confirmations < silentBlocks)
    throw new RelayerError('relayer/not-silent', { txid, vout, confirmations, silentBlocks, relay });
  if (height < reach.base) throw new RelayerError('relayer/before-relay', { height, relay, base: reach.base });
  const { proof, blockHash, amountSats } = await proveOutput(bitcoin, { txid, vout, height }, reach);

  const said = { caller: key.publicKey(), attestors: [prover], user, confirmations };
  const invoke = invocation(handleOf('integration-router', router), 'execute_bitcoin_deposit', {
    ...{ ...said, btc_amount: amountSats, btc_tx_hash: Buffer.from(txid, 'hex'), btc_vout: vout },
    ...{ block_height: height, block_hash: Buffer.from(blockHash, 'hex') },
  });
  const evidence = specOf('spv-attestor').nativeToScVal(
    { tag: 'Deposit', values: [{ ...said, proof, vout }] },
    EVIDENCE,
  );
  const names = errorNames(SPECS.map((name) => specOf(name)));
  const submitter = createSubmitter({ network, channels: [key], errorNames: names });
  await keepScript(options, prover, submitter);
  const outcome = await submitter.submit({
    invoke,
    authorize: async (entry, { validUntilLedger }) => {
      // What stands where an account's signature would.
      if (signerOf(entry) === prover)
        return withCredentials(entry, { signatureExpirationLedger: validUntilLedger, signature: evidence });
      throw new RelayerError('relayer/not-minted', { reason: `${signerOf(entry)} would have to sign` });
    },
  });
  return { transaction: hashOfSuccess(outcome, 'the output was minted'), amountSats, height, confirmations };
}

/**
 * Has the prover derive the address of the user, once for all proofs: in a transaction of its own, since within the mint it
 * would cost more than all the rest of it.
 */
async function keepScript({ network, user }: MintByProofOptions, prover: string, submitter: Submitter): Promise<void> {
  const attestor = handleOf('spv-attestor', prover);
  if ((await readContract<Uint8Array | null>(network, attestor, 'kept_script', { user })) !== null) return;
  const outcome = await submitter.submit({ invoke: invocation(attestor, 'keep_script', { user }) });
  hashOfSuccess(outcome, 'the address of the user was derived');
}

/** Of what was sent and is not decided, nobody says that it did not happen. */
export function hashOfSuccess(outcome: SubmitOutcome, what: string): string {
  switch (outcome.status) {
    case 'success':
      return outcome.hash;
    case 'unknown':
    case 'pending':
      throw new RelayerError('relayer/fate-open', { what, transaction: outcome.hash });
    case 'dead':
      throw new RelayerError('relayer/not-minted', { reason: `the transaction was not included: ${outcome.why}` });
    case 'failed':
    case 'refused':
      throw new RelayerError('relayer/not-minted', { reason: outcome.failure.text });
  }
}

interface DepositRules {
  prover: string | null;
  silent_blocks: number;
}

/** What governance says of proofs, and how far the relay that the prover believes has come. */
async function readRules(network: Network, router: string) {
  const handleOfRouter = handleOf('integration-router', router);
  const { reserve_manager } = await readContract<{ reserve_manager: string }>(network, handleOfRouter, 'get_config');
  const reserve = handleOf('reserve-manager', reserve_manager);
  const { prover, silent_blocks: silentBlocks } = await readContract<DepositRules>(
    network,
    reserve,
    'get_deposit_rules',
  );
  if (prover === null || silentBlocks === 0)
    throw new RelayerError('relayer/no-proof-alone', { reserve: reserve_manager });
  const { relay } = await readContract<{ relay: string }>(network, handleOf('spv-attestor', prover), 'settings');
  const handle = handleOf('bitcoin-relay', relay);
  const [base, windowStart, { height }] = await Promise.all([
    readContract<number>(network, handle, 'base'),
    readContract<number>(network, handle, 'window_start'),
    readContract<{ height: number }>(network, handle, 'tip'),
  ]);
  return { rules: { prover, silentBlocks }, relay, reach: { base, windowStart }, tip: height };
}

const EVIDENCE = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'Evidence' }));
