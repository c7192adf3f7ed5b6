import { type BlockRef, depositRulesOf, isSameBlock, type SystemContracts } from '@istsi/contracts';
import type { DepositRules } from '@istsi/contracts/clients/reserve-manager';
import type { Outpoint, Refusal } from './deposit.ts';

/** How soon to look again whether a guardian has reported it: it looks at its own node every second or so. */
export const REPORT_PAUSE_MS = 2_000;
export const NOT_REPORTED = 'NotReported';

/** No guardian is asked. */
const UNBOUNDED = 2n ** 64n - 1n;

/** What the reserve asks of an output besides custodians. */
export interface Demands {
  /** Why it would not count it yet, asked before any custodian is: a guardian has to report it. */
  unreported: Refusal | undefined;
  /** By these, a proof has to be brought; undefined where none has. */
  proof: DepositRules | undefined;
}

export async function readDemands(
  { reserve }: SystemContracts,
  output: Outpoint & { amountSats: bigint; block: BlockRef },
): Promise<Demands> {
  const rules = await depositRulesOf(reserve);
  const proof = output.amountSats >= rules.proof_from ? rules : undefined;
  if (proof) {
    const at = { tx_hash: Buffer.from(output.txid, 'hex'), vout: output.vout };
    // Somebody else brought the proof: minting it once more is how that is learned.
    const known = await reserve.tryRead('get_utxo', at);
    if (known.ok) return { unreported: undefined, proof: undefined };
  }
  return { unreported: await refusalWithoutReport(reserve, rules, output), proof };
}

async function refusalWithoutReport(
  reserve: SystemContracts['reserve'],
  rules: DepositRules,
  { txid, vout, amountSats, block }: Outpoint & { amountSats: bigint; block: BlockRef },
): Promise<Refusal | undefined> {
  const { most_unreported: most } = await reserve.read('get_caps');
  const at = { tx_hash: Buffer.from(txid, 'hex'), vout };
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
