import { type AddressOrigin, deriveOrigin, type Epochs, type Outpoint, outputsAt } from '@istsi/bitcoin-custody';
import {
  type Books,
  type BooksChange,
  decodeHistory,
  type ReserveEvidence,
  replayHistory,
  sortedOutputs,
} from '@istsi/reserves';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** The books that this evidence stands for, if the contract has the same commitment, as this signer's own RPC tells. */
export async function readBooks(
  { contracts }: SignerWorld,
  { history, origins }: ReserveEvidence,
): Promise<{ ok: true; books: Books } | AttestationRefusal> {
  const changes = decodeHistory(history);
  const replayed = changes && replayHistory(changes);
  if (!replayed?.ok)
    return refuse('attestation/proof', `the history is broken: ${replayed?.reason ?? 'not a history'}`);
  const { books } = replayed;
  const now = await contracts.reserve.read('generate_proof_of_reserves');
  const commitment = Buffer.from(now.utxo_commitment).toString('hex');
  if (commitment !== books.commitment || now.total_btc !== books.totalSats) {
    return refuse('attestation/proof', `the history ends in ${books.commitment}, the reserve’s books in ${commitment}`);
  }
  if (origins.length !== books.outputs.size) {
    return refuse('attestation/proof', `${origins.length} addresses came for ${books.outputs.size} outputs`);
  }
  return { ok: true, books };
}

/** Whether this signer's own node had exactly these outputs, unspent, at its own addresses, when the block was the last. */
export async function checkOutputs(
  { bitcoin: rpc, epochs }: SignerWorld,
  block: { height: number; hash: string },
  books: Books,
  origins: readonly AddressOrigin[],
): Promise<AttestationRefusal | undefined> {
  const outpoints: Outpoint[] = sortedOutputs(books);
  const found = await outputsAt({ rpc, block, outpoints });
  if (!found.ok) return refuse('attestation/proof', found.reason);
  for (const [i, expected] of sortedOutputs(books).entries()) {
    const problem = outputProblem(found.outputs.get(`${expected.txid}:${expected.vout}`), expected, epochs, origins[i]);
    if (problem) return refuse('attestation/proof', `output ${expected.txid}:${expected.vout}: ${problem}`);
  }
  return undefined;
}

type FoundOutput = { reason: string } | { amountSats: bigint; scriptPubKey: Uint8Array };

function outputProblem(
  found: FoundOutput | undefined,
  expected: BooksChange,
  epochs: Epochs,
  origin: AddressOrigin | undefined,
): string | undefined {
  if (!found) return 'it was not looked up';
  if ('reason' in found) return found.reason;
  if (found.amountSats !== expected.amountSats) return `it holds ${found.amountSats} sats, not ${expected.amountSats}`;
  if (!origin || !epochs[origin.epoch ?? 0]) return 'its address is of no epoch that this signer knows';
  const { scriptPubKey } = deriveOrigin(epochs, origin);
  return Buffer.compare(scriptPubKey, found.scriptPubKey) === 0 ? undefined : 'it is not at the address named';
}
