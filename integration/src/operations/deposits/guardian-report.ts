import { type BlockRef, depositRulesOf, isSameBlock, type SystemContracts } from '@istsi/contracts';
import type { DepositRules } from '@istsi/contracts/clients/reserve-manager';
import type { Outpoint, Refusal } from './deposit.ts';

/** How soon to look again whether a guardian has reported it: it looks at its own node every second or so. */
export const REPORT_PAUSE_MS = 2_000;
export const NOT_REPORTED = 'NotReported';
const PROOF_REQUIRED = 'ProofRequired';

/** No guardian is asked. */
const UNBOUNDED = 2n ** 64n - 1n;

/** Why the reserve would not count the output yet, asked before any custodian is: a guardian has to report it, or a proof to be brought. */
export async function refusalWithoutReport(
  { reserve }: SystemContracts,
  { txid, vout, amountSats, block }: Outpoint & { amountSats: bigint; block: BlockRef },
): Promise<Refusal | undefined> {
  const [{ most_unreported: most }, rules] = await Promise.all([reserve.read('get_caps'), depositRulesOf(reserve)]);
  const at = { tx_hash: Buffer.from(txid, 'hex'), vout };
  if (amountSats >= rules.proof_from) {
    // Somebody else brought the proof: minting it once more is how that is learned.
    const known = await reserve.tryRead('get_utxo', at);
    return known.ok ? undefined : refusalWithoutProof(rules);
  }
  const isAsked = amountSats >= rules.guardian_from;
  if (most === UNBOUNDED && !isAsked) return undefined;
  const report = await reserve.read('get_report', at);
  const { height, hash } = report?.block ?? { height: -1, hash: new Uint8Array() };
  if (isSameBlock({ height, hash: Buffer.from(hash).toString('hex') }, block)) return undefined;
  if (isAsked) {
    const message = `a guardian has to report it first: from ${rules.guardian_from} sats on nothing is minted without`;
    return { code: NOT_REPORTED, message };
  }
  if ((await reserve.read('get_unreported')) + amountSats <= most) return undefined;
  const message = `a guardian has to report it first: without that no more than ${most} sats are minted in 24 hours`;
  return { code: NOT_REPORTED, message };
}

/** These services bring custodians, and no proof. */
function refusalWithoutProof({ proof_from, silent_blocks }: DepositRules): Refusal {
  const needs = `from ${proof_from} sats on a deposit needs a proof of Bitcoin’s headers as well, which these services do not bring`;
  const way = `once it is ${silent_blocks} blocks deep, anybody mints it by a proof alone: istsi relay mint`;
  return { code: PROOF_REQUIRED, message: silent_blocks > 0 ? `${needs}; ${way}` : needs };
}
