import { type BitcoinRpc, fromDisplayHash, hash256, transactionDepth } from '@istsi/bitcoin-custody';
import { type Evidence, evidenceOf } from '@istsi/contracts';
import { checkNetwork, invocation, type Network } from '@istsi/soroban-client';
import { proveAt } from './deposit-proof.ts';
import { RelayerError } from './errors.ts';
import type { ByProofOptions } from './mint-by-proof.ts';
import { handleOf, hashOfSuccess, type ProofRules, readProofRules, submitProved } from './system.ts';

export interface BookedByProof {
  transaction: string;
  /** Of the block that holds what was proved. */
  height: number;
  confirmations: number;
}

/** Outputs that are looked at to find a transaction's block without an index, and blocks that are searched then. */
const OUTPUTS = 32;
const BLOCKS = 288;

interface Opened {
  rules: ProofRules;
  height: number;
  confirmations: number;
  proved: Awaited<ReturnType<typeof proveAt>>;
}

/** Has the books say that a payment or a sweep of the reserve is confirmed, by the proof of it. Anybody may. */
export async function completeByProof(options: ByProofOptions & { txid: string }): Promise<BookedByProof> {
  const { network, key, txid } = options;
  const { rules, height, confirmations, proved } = await open(options, txid);
  const said = { attestors: [rules.prover], confirmations };
  const invoke = invocation(handleOf('reserve-manager', rules.reserve), 'complete_bitcoin_withdrawal', {
    ...{ ...said, txid: Buffer.from(txid, 'hex') },
    ...{ block_height: height, block_hash: Buffer.from(proved.blockHash, 'hex') },
  });
  const evidence = evidenceOf({ tag: 'Payment', values: [{ ...said, proof: proved.proof }] });
  const outcome = await submitProved({ network, key, prover: rules.prover, evidence, invoke });
  const told = { done: 'the payment was completed', undone: 'nothing was completed' };
  return { transaction: hashOfSuccess(outcome, told), height, confirmations };
}

export interface WriteOffByProofOptions extends ByProofOptions {
  /** The output that the reserve counts and that is gone. */
  txid: string;
  vout: number;
  /** The mined transaction that spends it; or, with `origin`, that spends something which the output's own transaction spends. */
  spender: string;
  /** The output's own transaction without witnesses, where that was undone. */
  origin?: Uint8Array;
}

/** Takes an output off the books that Bitcoin took from the reserve, by the proof of what made it impossible. Anybody may. */
export async function writeOffByProof(options: WriteOffByProofOptions): Promise<BookedByProof> {
  const { network, key, txid, vout, spender, origin } = options;
  if (origin && !Buffer.from(hash256(origin)).equals(Buffer.from(fromDisplayHash(txid))))
    throw new RelayerError('relayer/other-origin', { txid });
  const { rules, height, confirmations, proved } = await open(options, spender);
  const said = { attestors: [rules.prover], tx_hash: Buffer.from(txid, 'hex'), vout };
  const invoke = invocation(handleOf('reserve-manager', rules.reserve), 'write_off_output', {
    ...said,
    ...{ block_height: height, block_hash: Buffer.from(proved.blockHash, 'hex') },
  });
  const loss = { ...said, origin: origin ? Buffer.from(origin) : null, proof: proved.proof };
  const evidence = evidenceOf({ tag: 'Loss', values: [loss] } satisfies Evidence);
  const outcome = await submitProved({ network, key, prover: rules.prover, evidence, invoke });
  const told = { done: 'the output was written off', undone: 'nothing was written off' };
  return { transaction: hashOfSuccess(outcome, told), height, confirmations };
}

/** The proof of a mined transaction, as deep as the relay knows it to be. */
async function open(
  { bitcoin, network, router }: { bitcoin: BitcoinRpc; network: Network; router: string },
  txid: string,
): Promise<Opened> {
  await Promise.all([checkNetwork(network), bitcoin.checkChain()]);
  const rules = await readProofRules(network, router);
  const height = await heightOf(bitcoin, txid);
  const { relay, base, tip } = rules.reach;
  if (height < base) throw new RelayerError('relayer/before-relay', { height, relay, base });
  if (height > tip) throw new RelayerError('relayer/relay-behind', { height, relay, tip });
  const proved = await proveAt(bitcoin, { txid, height }, rules.reach);
  return { rules, height, confirmations: tip - height + 1, proved };
}

async function heightOf(bitcoin: BitcoinRpc, txid: string): Promise<number> {
  const { height } = await bitcoin.getTip();
  const depth = await transactionDepth(bitcoin, { txid, outputs: OUTPUTS, mostBlocks: BLOCKS });
  if (depth === undefined) throw new RelayerError('relayer/not-mined', { txid });
  // A block that came meanwhile makes this one too low: the transaction is not found there, and it is asked again.
  return height - depth + 1;
}
