import type { AddressOrigin } from '@istsi/bitcoin-custody';
import type { ProofOfReserves } from '@istsi/contracts/clients/reserve-manager';
import { type Books, type BooksChange, encodeEvidence, encodeHistory } from '@istsi/reserves';
import { signerOf } from '@istsi/soroban-client';
import { withQuorum } from '../attestation/collect.ts';
import { requestSignature } from '../attestation/signer-client.ts';
import { loadPendingSubmission, settleSubmission, storeSubmission } from '../operations/submission-store.ts';
import { findProof, proofId } from './proof-store.ts';
import { DEFAULT_SIGNER_TIMEOUT_MS, type ProofWorld } from './proof-world.ts';

const OPERATION = 'reserve-proof';

export type Recorded =
  | { ok: true; proof: ProofOfReserves; stellarTx: string | undefined }
  | { ok: false; state: 'waiting' | 'refused'; reason: string };

export interface Attested {
  books: Books;
  history: readonly BooksChange[];
  /** In the order of proofs. */
  origins: readonly AddressOrigin[];
  block: { height: number; hash: string };
}

/**
 * Has custodians attest the books at a block on the contract. One that is attested there already, because a process was
 * killed after it, is not attested again.
 */
export async function recordProof(world: ProofWorld, attested: Attested): Promise<Recorded> {
  const { contracts, database, submitter, signers, settings } = world;
  const settled = await settlePending(world);
  if (settled === 'pending') return { ok: false, state: 'waiting', reason: 'the last attestation has no outcome yet' };
  const known = await findRecorded(world, attested);
  // One that was published already says what was supplied and owed then; this one is to say it for now.
  if (known && !(await findProof(database.db, proofId(known.bitcoin_height, known.ledger))))
    return { ok: true, proof: known, stellarTx: settled };

  const { custodians, threshold } = await contracts.reserve.read('get_config');
  const eligible = signers.order().filter(({ address }) => custodians.includes(address));
  const evidence = encodeEvidence({ history: encodeHistory(attested.history), origins: attested.origins });
  const timeoutMs = settings.signerTimeoutMs ?? DEFAULT_SIGNER_TIMEOUT_MS;
  const quorum = await withQuorum(signers, eligible, threshold, async (chosen) => {
    const attestors = chosen.map(({ address }) => address);
    const call = contracts.reserve.invocation('publish_proof', publishArgs(attestors, attested));
    return await submitter.submit({
      invoke: call,
      async authorize(entry, terms) {
        const signer = chosen.find(({ address }) => address === signerOf(entry));
        if (!signer)
          throw new Error(`the reserve asks for an authorization of ${signerOf(entry)}, which nobody here can give`);
        return await requestSignature(signer, entry, { ...terms, call, timeoutMs, evidence });
      },
      beforeSend: async (signed) => {
        await database.db.transaction().execute((trx) => storeSubmission(trx, OPERATION, 'publish_proof', signed));
      },
    });
  });
  if (!quorum.ok) {
    const reasons = quorum.failures.map(({ address, code, reason }) => `${address.slice(0, 8)}…: ${code}: ${reason}`);
    return {
      ok: false,
      state: 'refused',
      reason: `fewer than ${threshold} custodians attested: ${reasons.join('; ')}`,
    };
  }
  return await recordedBy(world, attested, quorum.value);
}

type Outcome = Awaited<ReturnType<ProofWorld['submitter']['submit']>>;

async function recordedBy(world: ProofWorld, attested: Attested, outcome: Outcome): Promise<Recorded> {
  // The books changed while custodians looked at them: the next attempt is about the new ones.
  if (outcome.status === 'refused') return { ok: false, state: 'waiting', reason: outcome.failure.text };
  if (outcome.status !== 'pending') {
    await world.database.db.transaction().execute((trx) => settleSubmission(trx, outcome));
  }
  const proof = outcome.status === 'success' ? await findRecorded(world, attested) : undefined;
  if (proof && outcome.status === 'success') return { ok: true, proof, stellarTx: outcome.hash };
  return { ok: false, state: 'waiting', reason: `the attestation on Stellar is ${outcome.status}` };
}

/** The hash of an attestation that was on its way when a process ended, and arrived; "pending" while that is open. */
async function settlePending({ database, submitter }: ProofWorld): Promise<string | undefined> {
  const pending = await loadPendingSubmission(database.db, OPERATION);
  if (!pending) return undefined;
  const fate = await submitter.settle(pending);
  if (fate.status === 'pending') return 'pending';
  await database.db.transaction().execute((trx) => settleSubmission(trx, fate));
  return fate.status === 'success' ? fate.hash : undefined;
}

/** The contract's record, if it is about this block and these books. */
async function findRecorded(
  { contracts }: ProofWorld,
  { books, block }: Attested,
): Promise<ProofOfReserves | undefined> {
  const last = await contracts.reserve.tryRead('get_proof');
  if (!last.ok) return undefined;
  const { bitcoin_height, bitcoin_block, utxo_commitment } = last.value;
  const isIt =
    bitcoin_height === block.height &&
    Buffer.from(bitcoin_block).toString('hex') === block.hash &&
    Buffer.from(utxo_commitment).toString('hex') === books.commitment;
  return isIt ? last.value : undefined;
}

const publishArgs = (attestors: readonly string[], { books, block }: Attested) => ({
  attestors: [...attestors].sort(),
  bitcoin_height: block.height,
  bitcoin_block: Buffer.from(block.hash, 'hex'),
  total_btc: books.totalSats,
  utxo_commitment: Buffer.from(books.commitment, 'hex'),
});
