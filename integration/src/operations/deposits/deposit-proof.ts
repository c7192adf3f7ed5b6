import { findInBlock, hashesOfBlocks } from '@istsi/bitcoin-custody';
import { evidenceOf, historyOf, type ProverReach, readProverReach, transactionProof } from '@istsi/contracts';
import type { DepositRules } from '@istsi/contracts/clients/reserve-manager';
import type { Prover } from '../attested-call.ts';
import type { Refusal } from './deposit.ts';
import type { DepositWorld } from './deposit-world.ts';
import type { Mintable } from './submit-deposits.ts';

/** How soon to look again whether the relay knows enough; blocks of our own node have it looked at, too. */
export const PROOF_PAUSE_MS = 10_000;
export const PROOF_REQUIRED = 'ProofRequired';
/** The relay does not know the block, or not yet as deep as the deposit has to be. */
export const RELAY_BEHIND = 'RelayBehind';
/** The relay follows another branch than our node. */
export const RELAY_ELSEWHERE = 'RelayElsewhere';

/** With which the first transaction of a block may be spent in the next (consensus rule COINBASE_MATURITY). */
const MATURE = 100;

export type Proving = { is: 'proved'; prover: Prover; confirmations: number } | { is: 'missing'; refusal: Refusal };

type World = Pick<DepositWorld, 'network' | 'bitcoin' | 'operator'>;

/**
 * Makes the proof of Bitcoin's headers that the reserve asks for beside custodians, as far as the relay knows them. Nothing
 * of it is kept: it follows from both chains, and is made again for another try.
 */
export async function proveDeposit(world: World, deposit: Mintable, rules: DepositRules): Promise<Proving> {
  const { prover } = rules;
  const reach = prover === null ? undefined : await readProverReach(world.network, prover);
  if (prover === null || !reach) return missing(PROOF_REQUIRED, noProver(rules));
  if (deposit.height < reach.base) return missing(PROOF_REQUIRED, tooOld(deposit, reach, rules));
  const behind = await refusalOfReach(reach, deposit, deposit.confirmationsRequired);
  if (behind) return { is: 'missing', refusal: behind };
  const found = await findInBlock(world.bitcoin, deposit);
  if (found?.blockHash !== deposit.blockHash)
    throw new Error(`the node has another block than ${deposit.blockHash} at height ${deposit.height}`);
  const confirmations =
    found.index === 0 ? Math.max(MATURE, deposit.confirmationsRequired) : deposit.confirmationsRequired;
  const shallow = await refusalOfReach(reach, deposit, confirmations);
  if (shallow) return { is: 'missing', refusal: shallow };
  const proof = transactionProof(found, await historyFor(world, reach, deposit.height));
  const said = { caller: world.operator.publicKey(), confirmations, user: deposit.user, vout: deposit.vout };
  const evidence: Prover['evidence'] = (attestors) =>
    evidenceOf({ tag: 'Deposit', values: [{ ...said, attestors, proof }] });
  return { is: 'proved', prover: { address: prover, evidence }, confirmations };
}

async function refusalOfReach(
  reach: ProverReach,
  { height, blockHash }: Mintable,
  confirmations: number,
): Promise<Refusal | undefined> {
  const { relay, tip, windowStart } = reach;
  const depth = Math.max(0, tip - height + 1);
  const mended = 'a relayer has to tell it (istsi relay run)';
  if (depth < confirmations) {
    const message = `the relay ${relay} knows Bitcoin up to block ${tip}: block ${height} is ${depth} of ${confirmations} deep there; ${mended}`;
    return { code: RELAY_BEHIND, message };
  }
  // What left the window is shown with its history, which fits no other block.
  if (height < windowStart) return undefined;
  const known = await reach.blockHash(height);
  if (known === blockHash) return undefined;
  const message = `the relay ${relay} has ${known ?? 'no block'} at height ${height}, and our node ${blockHash}: one of them follows another branch; ${mended}`;
  return { code: RELAY_ELSEWHERE, message };
}

/** Of a block that left the relay's window, the way from there to what it keeps. */
async function historyFor({ bitcoin }: World, { base, windowStart }: ProverReach, height: number) {
  if (height >= windowStart) return undefined;
  const hashes = await hashesOfBlocks(bitcoin, base, windowStart);
  if (!hashes) throw new Error(`the node's chain changed below block ${windowStart} while it was read`);
  return historyOf(hashes, height - base);
}

const missing = (code: string, message: string): Proving => ({ is: 'missing', refusal: { code, message } });

const noProver = ({ proof_from, prover }: DepositRules): string =>
  `from ${proof_from} sats on a deposit needs a proof of Bitcoin’s headers as well, and the prover that governance named (${prover ?? 'none'}) is no spv-attestor: governance names one with set_deposit_rules`;

function tooOld({ height }: Mintable, { relay, base }: ProverReach, { silent_blocks }: DepositRules): string {
  const why = `block ${height} is older than all that the relay ${relay} can prove: it began at ${base}`;
  const way = 'governance names a prover with an older relay, or a higher amount to ask proofs from';
  return silent_blocks > 0 ? `${why}; ${way}. istsi relay mint cannot prove it either` : `${why}; ${way}`;
}
